/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** n8n's clock, which the tests of a file set ahead: what takes hours can be seen in seconds. See clock.js. */
export function useClock() {
	const folder = mkdtempSync(join(tmpdir(), 'vspc-clock-'));
	const file = join(folder, 'ahead');
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	return {
		/** For the start of n8n */
		options: { preload: [join(__dirname, 'clock.js')], env: { VSPC_CLOCK_AHEAD: file } },
		/** By so many milliseconds, of which n8n learns within a tenth of a second */
		setAhead: (ms: number) => writeFileSync(file, String(ms)),
	};
}
