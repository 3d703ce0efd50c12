/** A time of VSPC up to seconds, an optional fraction of any length, an optional offset. */
const TIME = /^(\d{4})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * Reads a time of VSPC: RFC 3339 with any offset and 0 to 7 fraction digits; without an offset it counts as
 * UTC.
 *
 * @returns milliseconds since 1970; undefined for null, for "never" and for what is no time. "Never" is any
 * time up to 1970: the year 1 of .NET, 1601 of Windows file times, 1899-12-30 of OLE, 1970 of Unix
 */
export function parseTime(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const match = TIME.exec(value.trim());
	if (!match) return undefined;
	const milliseconds = Date.parse(match[3] ? match[0] : `${match[0]}Z`);
	return milliseconds > 0 ? milliseconds : undefined;
}

/** Whether a value is a time that stands for "never", see parseTime. */
export function isNever(value: unknown): boolean {
	return typeof value === 'string' && TIME.test(value.trim()) && parseTime(value) === undefined;
}
