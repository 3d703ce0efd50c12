/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MARKER = '.finished.json';

/** Marks a folder as complete: written last, so its absence means "do it again". */
export function writeMarker(folder: string, versions: Record<string, string>): void {
	const partial = join(folder, `${MARKER}.${process.pid}`);
	writeFileSync(partial, `${JSON.stringify(versions, null, '\t')}\n`);
	renameSync(partial, join(folder, MARKER));
}

/** What the marker of a complete folder says, or undefined when the folder is not complete. */
export function readMarker(folder: string): Record<string, string> | undefined {
	try {
		const parsed: unknown = JSON.parse(readFileSync(join(folder, MARKER), 'utf8'));
		return parsed as Record<string, string>;
	} catch {
		return undefined;
	}
}
