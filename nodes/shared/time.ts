/** A time of VSPC up to seconds, an optional fraction of any length, an optional offset. */
const TIME = /^(\d{4})-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * Reads a time of VSPC: RFC 3339 with any offset and 0 to 7 fraction digits; without an offset it counts as
 * UTC.
 *
 * @returns milliseconds since 1970; undefined for null, "never" (the year 1) and what is no time
 */
export function parseTime(value: unknown): number | undefined {
	if (typeof value !== 'string') return undefined;
	const match = TIME.exec(value.trim());
	if (!match || Number(match[1]) <= 1) return undefined;
	const milliseconds = Date.parse(match[3] ? match[0] : `${match[0]}Z`);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
