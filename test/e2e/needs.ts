/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */

/**
 * Tests that need a program which not everybody has. Where nobody looks (CI) they fail without it; elsewhere they
 * are left out, and the run says so.
 *
 * @param missing what there is to do to have it; undefined when it is there
 */
export function describeWith(missing: string | undefined, name: string, define: () => void): void {
	if (!missing) {
		describe(name, define);
	} else if (process.env.CI) {
		test(name, () => {
			throw new Error(missing);
		});
	} else {
		process.stderr.write(`\nNOT TESTED: ${name}. ${missing}\n\n`);
		test.todo(`NOT TESTED: ${name}. ${missing}`);
	}
}
