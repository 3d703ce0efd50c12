import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

import { authenticationField } from '../../nodes/form/authentication';
import { clientOf } from '../../nodes/form/parameters';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, someUids, useSimulator } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** The request path with writes, which have to happen once or not at all. */
const simulator = useSimulator();
useVirtualTime();

/** Starts the job in `jobUid` of each item, by the shared request path alone. */
const starter = {
	description: { ...new VspcJob().description, properties: [authenticationField] },
	async execute(this: IExecuteFunctions) {
		const vspc = clientOf(this);
		const items = this.getInputData();
		const answers = [];
		for (const [itemIndex, { json }] of items.entries()) {
			const answer = await vspc.request({
				method: 'POST',
				path: ['infrastructure', 'backupServers', 'jobs', String(json.jobUid), 'start'],
				activity: 'starting the job',
				itemIndex,
			});
			answers.push({ json: answer as IDataObject, pairedItem: itemIndex });
		}
		return [answers];
	},
} as unknown as INodeType;

async function start(fault?: Fault, credential = {}) {
	const [jobUid] = someUids(simulator(), 1);
	if (fault) simulator().faults.add(fault);
	const result = await runJobNode({
		nodeType: starter,
		parameters: { authentication: 'apiKey' },
		credentials: apiKey(simulator(), credential),
		items: [{ jobUid }],
	});
	return { ...result, starts: simulator().starts.get(jobUid) ?? 0 };
}

const transient: Fault = {
	kind: 'error',
	status: 520,
	errors: [{ message: 'Again.', type: 'transport', code: 520 }],
	times: 2,
};

test.each<[string, Fault | undefined]>([
	['nothing goes wrong', undefined],
	['the connection drops before the server has seen it', { kind: 'drop', times: 2 }],
	['the connection drops after the server has done it', { kind: 'dropAfter', times: 2 }],
	['the server has a transient error', transient],
	['the server is throttling', { kind: 'throttle', retryAfter: 1, times: 1 }],
	['the server does it in the background', { kind: 'async', pollsUntilDone: 0 }],
])('starts the job once when %s', async (_case, fault) => {
	const { status, starts } = await start(fault);
	expect(status).toBe('success');
	expect(starts).toBe(1);
	const ids = simulator()
		.requests.filter(({ method }) => method === 'POST')
		.map(({ headers }) => headers['x-request-id']);
	expect(new Set(ids).size).toBe(1);
});

describe('an answer of 200 that is no success', () => {
	test.each([
		'{"errors":["could not start"]}',
		'{"errors":{"message":"no"}}',
		'{"error":"no"}',
		'{"error":{"code":"Odd","message":"no"}}',
		'{"data":{},"errors":[{"message":"not started","type":"logical"}]}',
		'{"hello":"I am another service"}',
		'<html>Sign in</html>',
		'true',
	])('%s', async (body) => {
		const { status } = await start({ kind: 'notJson', body });
		expect(status).toBe('error');
	});
});

describe('VSPC took a write on, then cannot be followed', () => {
	test('the message names the action and warns of running it again', async () => {
		simulator().faults.add({ kind: 'drop', path: '/asyncActions/' });
		const { error } = await start({ kind: 'async' });
		expect(error?.description).toMatch(
			/VSPC had accepted the call as action [0-9a-f-]{36}: look there before you run it again/,
		);
	});

	test('a result that has vanished is no failure of a write that succeeded', async () => {
		const { status, starts } = await start({ kind: 'async', pollsUntilDone: 0, result: 'gone' });
		expect(status).toBe('success');
		expect(starts).toBe(1);
	});
});

test('a write without an answer: the message says that it may have been carried out', async () => {
	const { error } = await start({ kind: 'dropAfter' });
	expect(error?.description).toContain('VSPC may have carried this out all the same');
});

test('an empty answer to a write is a success', async () => {
	const { status } = await start({ kind: 'empty' });
	expect(status).toBe('success');
});

test('a read-only key: the right that is missing', async () => {
	const { error, starts } = await start(undefined, {
		accessToken: simulator().accounts.readOnlyApiKey,
	});
	expect(error?.message).toBe('The account of this credential may not do this: starting the job');
	expect(error?.description).toContain('A read-only API key cannot change anything.');
	expect(starts).toBe(0);
});

test.each(['..', '.', ''])('a path segment of %j is never sent', async (segment) => {
	const result = await runJobNode({
		nodeType: starter,
		parameters: { authentication: 'apiKey' },
		credentials: apiKey(simulator()),
		items: [{ jobUid: segment }],
	});
	expect(result.error?.message).toContain('cannot be part of a path');
	expect(simulator().requests).toHaveLength(0);
});

test('a segment with slashes stays one segment', async () => {
	await runJobNode({
		nodeType: starter,
		parameters: { authentication: 'apiKey' },
		credentials: apiKey(simulator()),
		items: [{ jobUid: 'a/../../b?c#d' }],
	});
	expect(simulator().requests[0].path).toBe(
		'/api/v3/infrastructure/backupServers/jobs/a%2F..%2F..%2Fb%3Fc%23d/start',
	);
});
