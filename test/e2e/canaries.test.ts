/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CANARIES, CANARY_KEY, searchFolder, searchText, type Find } from '../canaries/search';
import { SPELLINGS } from '../canaries/spellings';
import { ensureRuntime, packAndInstall } from '../n8n';
import { accounts, TOKEN_MARK } from '../simulator/accounts';
import { chain, getJobNode, runChain, startStage, VENDOR_JOB, type Stage } from './harness';
import { Watch } from './trigger/watch';

/**
 * A VSPC that puts every secret it gets into all that it answers, in every spelling: n8n's database and logs have none
 * of them, and have all of them once redaction is off. So the search that goes with all e2e tests finds what is there.
 */
jest.setTimeout(240_000);

/** What takes the place of redaction when it is off. */
const OFF = 'exports.redact = (text) => text; exports.maskSecrets = () => true;';

async function withoutRedaction(userFolder: string): Promise<void> {
	const folder = await packAndInstall(userFolder);
	writeFileSync(join(folder, 'dist', 'nodes', 'vspc', 'client', 'redact.js'), OFF);
}

/** What is found after runs that had reason enough to show a secret. */
async function findsOf(prepare: (userFolder: string) => Promise<unknown>): Promise<Find[]> {
	const { node } = await ensureRuntime(() => {});
	let finds: Find[] = [];
	const stage = await startStage({
		prepare,
		env: {
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_OUTPUT: 'console,file',
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
		},
		beforeRemoval: (userFolder) => {
			finds = searchFolder(userFolder, node).finds;
		},
	});
	try {
		await provoke(stage);
	} finally {
		await stage.close();
	}
	return finds;
}

async function provoke(stage: Stage): Promise<void> {
	const { simulator, n8n } = stage;
	const vspcApi = await stage.credential('vspcApi');
	const vspcLoginApi = await stage.credential('vspcLoginApi');
	const byLogin = getJobNode(VENDOR_JOB, { vspcLoginApi });
	const byKey = getJobNode(VENDOR_JOB, { vspcApi });
	await runChain(stage, [byLogin]);
	const { authorization } = simulator.requests.at(-1)!.headers;
	const token = String(authorization).replace(/^Bearer /i, '');
	expect([simulator.accounts.apiKey, token]).toEqual([
		CANARY_KEY,
		expect.stringContaining(TOKEN_MARK),
	]);

	for (const [node, secrets] of [
		[byKey, [CANARY_KEY]],
		[byLogin, [token, accounts.user.password]],
	] as const) {
		const echo = secrets.flatMap((secret) => SPELLINGS.map((spell) => spell(secret))).join(' | ');
		// In data
		simulator.setJob(VENDOR_JOB, { failureMessage: echo });
		await runChain(stage, [node]);
		// In errors: those that fail the execution, those that are items, and those of the login
		const errors = [{ message: `Wrong: ${echo}`, type: 'logical', code: 400 }];
		simulator.faults.add({ kind: 'error', path: '/jobs/', status: 400, errors });
		await runChain(stage, [node]);
		await runChain(stage, [{ ...node, onError: 'continueErrorOutput' }]);
		simulator.faults.clear();
		simulator.faults.add({ kind: 'notJson', path: '/jobs/', body: `<p>${echo}</p>` });
		await runChain(stage, [node]);
		simulator.faults.clear();
	}
	const body = { error: 'invalid_request', error_description: `No: ${accounts.user.password}` };
	simulator.faults.add({ kind: 'error', path: '/token$', status: 400, body });
	simulator.expireTokens();
	await runChain(stage, [byLogin]);
	simulator.faults.clear();

	// What a trigger hands over, saves and logs.
	const watch = await Watch.publish(stage);
	await watch.polled();
	const [job] = watch.fail();
	simulator.setJob(job.instanceUid, { failureMessage: `It was ${CANARY_KEY}`, name: CANARY_KEY });
	await watch.itemsAre((items) => items.length > 0, 'a failure');
	await watch.close();
	await n8n.client.createWorkflow(chain([byKey]));
}

const secretsIn = (finds: Find[]) => [...new Set(finds.map(({ canary }) => canary))].sort();

test('with redaction, no secret is in n8n: not in its database, not in what was deleted there, not in its logs', async () => {
	expect(await findsOf(packAndInstall)).toEqual([]);
});

test('without redaction, every one of them is found there', async () => {
	const finds = await findsOf(withoutRedaction);
	expect(secretsIn(finds)).toEqual(['access token', 'password', 'session token']);
	const places = new Set(finds.map(({ place }) => place));
	expect([...places]).toEqual(
		expect.arrayContaining([expect.stringMatching(/database\.sqlite/), 'database.sqlite, read']),
	);
});

test('each secret is found in each spelling, in two within each other, and in one of its own for each letter', () => {
	const rest = 'and so on '.repeat(9);
	const mixed = (secret: string) =>
		[...secret].map((letter, place) => SPELLINGS[place % 9](letter)).join('');
	for (const [canary, secret] of Object.entries(CANARIES)) {
		const twice = SPELLINGS.slice(0, 9).flatMap((outer) =>
			SPELLINGS.slice(0, 9).map((inner) => outer(inner(secret))),
		);
		for (const text of [...SPELLINGS.map((spell) => spell(secret)), ...twice, mixed(secret)]) {
			const finds = searchText(Buffer.from(`${rest}"${text}" ${rest}`), 'here');
			expect([text, secretsIn(finds)]).toEqual([text, [canary]]);
		}
	}
	expect(searchText(Buffer.from(rest), 'here')).toEqual([]);
});
