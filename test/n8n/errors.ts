/** A failure with one short message for a person; nobody needs its stack. */
export class DemoError extends Error {
	override name = 'DemoError';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
