import { PollContext } from 'n8n-core';

import type { Fault } from '../../simulator';
import { apiKey, loginCredential } from '../harness/simulator';
import { jsonOf, useStage } from './stage';

/** No token and no password in what the trigger throws, logs, outputs and keeps. */
const stage = useStage({ jobs: 20 });

const LIST = '/backupServers/jobs$';

const faults: Array<[string, (secret: string) => Fault]> = [
	['the key or session is refused', () => ({ kind: 'error', status: 401 })],
	[
		'an error page echoes the request',
		(secret) => ({ kind: 'error', status: 500, body: `Authorization: Bearer ${secret}` }),
	],
	[
		'an error of VSPC echoes the request',
		(secret) => ({
			kind: 'error',
			status: 520,
			errors: [{ type: 'logical', code: 1, message: `Bad token ${secret}` }],
		}),
	],
	[
		'a redirect contains the token',
		(secret) => ({
			kind: 'redirect',
			location: `https://x.example.com/?t=${encodeURIComponent(secret)}`,
		}),
	],
	['the connection drops', () => ({ kind: 'drop' })],
];

/** What n8n's logger gets of the node. */
function listen(): string[] {
	const lines: string[] = [];
	const log = (...texts: unknown[]) => void lines.push(JSON.stringify(texts));
	const logger = { error: log, warn: log, info: log, debug: log, verbose: log };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	return lines;
}
afterEach(() => jest.restoreAllMocks());

/** All that a person or n8n's database gets to see of an error. */
function textsOf(error: Error & { description?: string }): string[] {
	const own = Object.getOwnPropertyNames(error).map((name) =>
		String(JSON.stringify(error[name as keyof Error])),
	);
	return [error.message, String(error.description), String(error.stack), ...own];
}

test.each([
	['API key', 'apiKey'],
	['password and session token', 'login'],
] as const)(
	'%s',
	async (_, authentication) => {
		const logged = listen();
		const credentials =
			authentication === 'apiKey' ? apiKey(stage.simulator) : loginCredential(stage.simulator);
		const trigger = stage.trigger({ authentication }, { credentials });
		const seen: string[] = [];
		await trigger.publish();
		const secrets =
			authentication === 'apiKey'
				? [stage.simulator.accounts.apiKey]
				: [
						stage.simulator.accounts.user.password,
						String(credentials.vspcLoginApi.sessionToken ?? ''),
					].filter((secret) => secret !== '');
		let thrown = 0;
		for (const [, fault] of faults) {
			stage.simulator.faults.clear();
			stage.simulator.faults.add({ ...fault(secrets.join(' and ')), path: LIST });
			await trigger.poll().catch((error) => {
				thrown++;
				seen.push(...textsOf(error as Error));
			});
			// While n8n starts, nothing is thrown: it is logged.
			expect(await trigger.restart()).toEqual([]);
		}
		expect(thrown).toBe(faults.length);
		expect(logged.length).toBeGreaterThanOrEqual(faults.length);
		stage.simulator.faults.clear();
		stage.end(0, 'Failed');
		const items = await trigger.poll();
		expect(items).toHaveLength(1);
		seen.push(...logged, JSON.stringify(jsonOf(items)), JSON.stringify(trigger.state));
		for (const secret of secrets) {
			expect(secret.length).toBeGreaterThan(8);
			expect(seen.filter((text) => text.includes(secret))).toEqual([]);
		}
	},
	60_000,
);

test('a state that is not understood is logged without what it contains', async () => {
	const logged = listen();
	const trigger = stage.trigger();
	trigger.savedState = { state: '{"v":99,"kinds":{"job":"made-up-content"}}' };
	await trigger.publish();
	expect(logged.join()).toContain('is not understood');
	expect(logged.join()).not.toContain('made-up-content');
});
