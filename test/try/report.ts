import type { CallResult, TryResult } from './run';

const SIGNS = { 'as documented': 'ok', differs: 'DIFFERS', 'not tried': '-' } as const;

/** A finding repeated by every filter of a list would hide the others. */
const LONGEST = 100;

/** What is pasted into an issue: plain text that needs no markup. */
export function textOf(result: TryResult, versions: { package: string; node: string }): string {
	const { calls, requests, seconds, apiVersion, serverVersion } = result;
	const count = (state: CallResult['state']) => calls.filter((call) => call.state === state).length;
	return [
		`n8n-nodes-vspc ${versions.package}, VSPC ${serverVersion}, API version ${apiVersion || 'Server Default'}, Node ${versions.node}`,
		`${calls.length} calls: ${count('as documented')} as documented, ${count('differs')} differ, ${count('not tried')} not tried. ${requests} requests, all of them GET, in ${seconds} s.`,
		...(result.ended ? [ENDED[result.ended] + codeOf(result)] : []),
		'"!" differs from the documentation, "=" matches it, "-" is good to know. Texts, names and UIDs are shown as shapes.',
		'',
		...calls.flatMap(linesOf),
	].join('\n');
}

const ENDED: Record<NonNullable<TryResult['ended']>, string> = {
	time: 'Not complete: the time was up.',
	interrupted: 'Not complete: it was interrupted.',
	unreachable: 'The server did not answer',
	rejected: 'The server did not accept the token.',
};

function codeOf({ ended, code = 'unknown' }: TryResult): string {
	return ended === 'unreachable' ? ` (${code}).` : '';
}

function linesOf(call: CallResult): string[] {
	const { state, matches, differs, notes } = call;
	return [
		`${SIGNS[state].padEnd(8)}${call.call}${amountsOf(call)}`,
		...[...differs].slice(0, LONGEST).map((text) => `          ! ${text}`),
		...(matches.length > 0 ? [`          = ${matches.join(', ')}`] : []),
		...notes.slice(0, LONGEST).map((text) => `          - ${text}`),
	];
}

function amountsOf({ rows, total, requests, milliseconds }: CallResult): string {
	if (requests === 0) return '';
	const parts = [
		...(rows === undefined ? [] : [`${rows} rows`]),
		...(total === undefined ? [] : [`total ${total}`]),
		`${requests} ${requests === 1 ? 'request' : 'requests'}`,
		`slowest ${milliseconds} ms`,
	];
	return ` (${parts.join(', ')})`;
}
