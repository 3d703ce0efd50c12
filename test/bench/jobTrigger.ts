// First of all: it decides where everything else is loaded from.
import '../soak/apart/useDist';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { PolledTrigger } from '../engine/harness/poll';
import { apiKey } from '../engine/harness/simulator';
import { startVirtualTime } from '../engine/harness/virtualTime';
import { startSimulator } from '../simulator';
import { type Outcome, rowAtMost } from './report';

const HOURS = 6;
const POLL_MINUTES = 5;
const MINUTE = 60_000;
const MOST_A_MINUTE = 2;
const MOST_IN_A_POLL = 8;

const whole = (value: number) => value.toFixed(0);

/** What the trigger asks, by its paths. */
const PARTS = {
	'lists of jobs': /\/jobs$/i,
	'session history': /jobSessionHeatmap/,
	servers: /\/(backupServers|vb365Servers|managementAgents)$/i,
};

const SMALL = { jobs: 300, agentJobs: 40, vb365Jobs: 20 };
/** Of two kinds there are too many to read all at every poll. */
const LARGE = { jobs: 6_000, agentJobs: 3_000, vb365Jobs: 200 };

/** What is watched beside failed and recovered. */
const SETTINGS = [
	{ what: 'jobs only', estate: SMALL, servers: false, findMissedSessions: false },
	{ what: 'with servers', estate: SMALL, servers: true, findMissedSessions: false },
	{
		what: 'with servers and Find Missed Sessions',
		estate: SMALL,
		servers: true,
		findMissedSessions: true,
	},
	{ what: '9,200 jobs', estate: LARGE, servers: false, findMissedSessions: false },
	{
		what: '9,200 jobs, with servers and Find Missed Sessions',
		estate: LARGE,
		servers: true,
		findMissedSessions: true,
	},
];

/**
 * VSPC Job Trigger with jobs of three kinds, for some hours of virtual time, in this process with n8n's own poll context.
 * Jobs end all the time, and every twenty minutes one fails and succeeds between two polls.
 */
export async function measureJobTrigger(): Promise<Outcome> {
	const outcomes = [];
	for (const setting of SETTINGS) outcomes.push(await measure(setting));
	return {
		rows: outcomes.flatMap(({ rows }) => rows),
		notes: outcomes.map(({ note }) => note),
		raw: Object.fromEntries(outcomes.map(({ what, polls }) => [what, polls])),
	};
}

async function measure({ what, estate, servers, findMissedSessions }: (typeof SETTINGS)[number]) {
	const simulator = await startSimulator(estate);
	const time = startVirtualTime();
	try {
		const trigger = new PolledTrigger({
			nodeType: new VspcJobTrigger(),
			parameters: {
				authentication: 'apiKey',
				jobKinds: ['job', 'agentJob', 'microsoft365Job'],
				events: [
					'failed',
					'recovered',
					...(servers ? ['serverDisconnected', 'serverReconnected'] : []),
				],
				options: { includeNames: false, findMissedSessions },
			},
			credentials: apiKey(simulator, { apiVersion: '3.6.1' }),
			nodeName: 'VSPC Job Trigger',
		});
		await trigger.publish();
		const { jobs } = simulator.estate;
		const polls: string[][] = [];
		let emitted = 0;
		for (let minute = POLL_MINUTES; minute <= HOURS * 60; minute += POLL_MINUTES) {
			const now = Date.now();
			const end = (index: number, status: string, after: number) => {
				const { instanceUid } = jobs[index % jobs.length];
				simulator.endSession(instanceUid, { status, at: now + after * MINUTE });
			};
			end(minute, 'Success', 1);
			if (minute % 20 === 0) {
				end(minute + 1, 'Failed', 1);
				end(minute + 1, 'Success', 2);
			}
			time.advance(POLL_MINUTES * MINUTE);
			simulator.requests.length = 0;
			emitted += (await trigger.poll()).length;
			polls.push(simulator.requests.map(({ path }) => path));
		}
		const most = Math.max(...polls.map(({ length }) => length));
		const perHour = polls.flat().length / HOURS;
		const parts = Object.entries(PARTS).map(([name, pattern]) => {
			const count = polls.flat().filter((path) => pattern.test(path)).length;
			return `${name} ${(count / HOURS).toFixed(0)}`;
		});
		const label = `VSPC Job Trigger, three kinds, a poll every ${POLL_MINUTES} minutes, ${what}`;
		return {
			what,
			polls,
			rows: [
				rowAtMost(`${label}: requests an hour`, perHour, MOST_A_MINUTE * 60, whole),
				rowAtMost(`${label}: most in a poll`, most, MOST_IN_A_POLL, whole),
			],
			note: `the job trigger, ${what}, sent ${perHour.toFixed(0)} requests an hour (${parts.join(', ')}) and emitted ${emitted} events`,
		};
	} finally {
		time.restore();
		await simulator.close();
	}
}
