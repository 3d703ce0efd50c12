import type { EstateJob } from '../simulator';
import { runChain, useStage } from './harness';
import { createTrigger, PublishedTrigger } from './trigger/published';
import { useClock } from './trigger/useClock';

/** Every session, failures in a row and servers that are disconnected, in a real n8n whose clock is set ahead. */
jest.setTimeout(240_000);

const clock = useClock();
const stage = useStage(clock.options);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let trigger: PublishedTrigger | undefined;
afterEach(async () => {
	await trigger?.close();
	trigger = undefined;
	clock.setAhead(0);
});

const publish = async (parameters: object) => {
	trigger = new PublishedTrigger(
		stage(),
		await createTrigger(stage(), { parameters: parameters as never }),
	);
	await trigger.publish();
};

const jobNode = async (name: string, parameters: object) => ({
	name,
	type: 'n8n-nodes-vspc.vspcJob',
	typeVersion: 1,
	credentials: { vspcApi: await stage().credential('vspcApi') },
	parameters: { authentication: 'apiKey', ...parameters } as never,
});

const brief = async () =>
	(await trigger!.items()).map(({ event, failuresInRow }) => `${String(event)} ${failuresInRow}`);

test('Session > Get Many, then the job of each by its key: every session of a day, each job its own', async () => {
	const { simulator } = stage();
	const to = Date.now();
	const from = to - DAY;
	const { status, nodes } = await runChain(stage(), [
		await jobNode('Sessions', {
			resource: 'session',
			operation: 'getAll',
			returnAll: true,
			period: 'custom',
			from: new Date(from).toISOString(),
			to: new Date(to).toISOString(),
		}),
		{
			name: 'With a job',
			type: 'n8n-nodes-base.filter',
			typeVersion: 2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, typeValidation: 'loose', version: 2 },
					combinator: 'and',
					conditions: [
						{
							leftValue: '={{ $json.jobKey }}',
							operator: { type: 'string', operation: 'notEmpty', singleValue: true },
						},
					],
				},
			} as never,
		},
		await jobNode('Jobs', {
			resource: 'anyJob',
			operation: 'get',
			jobUid: { __rl: true, mode: 'id', value: '={{ $json.jobKey }}' },
		}),
	]);
	expect(status).toBe('success');
	const [sessions] = nodes.Sessions.items;
	const played = simulator.sessions.filter(({ end }) => end >= from && end < to);
	expect(sessions.length).toBe(played.length);
	const keyed = sessions.filter(({ jobKey }) => jobKey !== null);
	expect(keyed.length).toBeGreaterThan(0);
	const [jobs] = nodes.Jobs.items;
	expect(jobs.map(({ name }) => name)).toEqual(keyed.map(({ jobName }) => jobName));
});

test('Report > Create counts every session of a week, and says how many runs there were', async () => {
	const { nodes, status } = await runChain(stage(), [
		await jobNode('Report', {
			resource: 'report',
			operation: 'create',
			period: 'last7Days',
			basis: 'everySession',
		}),
	]);
	expect(status).toBe('success');
	const [[{ summary, html }]] = nodes.Report.items as never as Array<
		Array<{ summary: { sessions: { runs: number; success: number } }; html: string }>
	>;
	expect(summary.sessions.runs).toBeGreaterThan(stage().simulator.estate.jobs.length);
	expect(html).toContain(
		`Successful sessions: ${summary.sessions.success.toLocaleString('en')} of `,
	);
});

test('the third failure in a row escalates, once; the recovery says how the row ended', async () => {
	const { simulator } = stage();
	await publish({ events: ['failed', 'escalated', 'recovered'] });
	await trigger!.polled();
	const job = simulator.estate.jobs.find(
		({ type, status, isEnabled }) => type === 'BackupVm' && status === 'Success' && isEnabled,
	) as EstateJob;
	const end = async (status: 'Failed' | 'Success', count: number) => {
		simulator.endSession(job.instanceUid, { status });
		await trigger!.polled();
		await trigger!.itemsAre((items) => items.length >= count, `${count} items`);
		await trigger!.pause();
	};
	await end('Failed', 1);
	await end('Failed', 2);
	await end('Failed', 4);
	await end('Failed', 5);
	const failures = ['failed 1', 'failed 2', 'failed 3', 'escalated 3', 'failed 4'];
	expect(await brief()).toEqual(failures);
	await end('Success', 6);
	const items = await trigger!.items();
	const [failed, escalated, recovered] = [items[0], items[3], items[5]];
	expect(recovered).toMatchObject({ event: 'recovered', recoveredBy: 'success', name: job.name });
	expect(escalated.failingSinceUtc).toBe(failed.failingSinceUtc);
	expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(6);
});

test('a backup server that stays disconnected for half an hour, and is connected again', async () => {
	const { simulator } = stage();
	const [server] = simulator.estate.backupServers;
	await publish({ events: ['serverDisconnected', 'serverReconnected'] });
	let ahead = 0;
	const pass = async (minutes: number) => {
		for (let passed = 0; passed < minutes; passed += 11) {
			ahead += 11 * MINUTE;
			clock.setAhead(ahead);
			await trigger!.pause();
		}
	};
	simulator.setServer(server.instanceUid, { status: 'Inaccessible' });
	await pass(22);
	expect(await trigger!.items()).toEqual([]);
	await pass(33);
	await trigger!.itemsAre((items) => items.length > 0, 'serverDisconnected');
	simulator.setServer(server.instanceUid, { status: 'Healthy' });
	await pass(33);
	await trigger!.itemsAre((items) => items.length > 1, 'serverReconnected');
	const items = await trigger!.items();
	expect(items.map(({ event, backupServerName }) => [event, backupServerName])).toEqual([
		['serverDisconnected', server.name],
		['serverReconnected', server.name],
	]);
	expect(items[0].affectedJobs).toBe(
		simulator.estate.jobs.filter(({ backupServerUid }) => backupServerUid === server.instanceUid)
			.length,
	);
});
