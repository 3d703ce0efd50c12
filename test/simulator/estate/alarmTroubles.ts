import type { AlarmSource } from './alarmObjects';
import { alarmSourceOf, alarmStatusOf } from './alarmObjects';
import type { Dice } from './dice';
import type { AlarmObject, AnyJob, BackupServer, Company, Estate } from './types';

/** Something wrong in the estate, with what its alarm says. */
export interface Trouble extends AlarmSource {
	status: 'Error' | 'Warning' | 'Info';
	message: string | null;
	/** When it came up, if that is known. */
	time?: string | null;
	area?: 'vone';
}

/** What alarms are made of. */
export type Infrastructure = Omit<Estate, 'alarms' | 'alarmTemplates'>;

// So many alarms are made up one by one at most: no need to look at 100,000 jobs.
const JOBS_OF_A_KIND = 150;

function failing(estate: Infrastructure, jobs: AnyJob[]): Trouble[] {
	const found: Trouble[] = [];
	for (const job of jobs) {
		const isVb365 = 'lastStatus' in job;
		const status = alarmStatusOf(String(isVb365 ? job.lastStatus : job.status));
		if (!status) continue;
		const { lastRun } = job;
		found.push({
			...alarmSourceOf(job, estate),
			status,
			message: String((isVb365 ? job.lastStatusDetails : job.failureMessage) ?? '') || null,
			time: isVb365 ? lastRun : ((job.lastEndTime as string | null) ?? lastRun),
		});
		if (found.length === JOBS_OF_A_KIND) break;
	}
	return found;
}

/** The first of each list, then the second of each … */
export function inTurn<T>(lists: T[][]): T[] {
	const rounds = Math.max(...lists.map((list) => list.length));
	return Array.from({ length: rounds }, (_, round) =>
		lists.flatMap((list) => list.slice(round, round + 1)),
	).flat();
}

/** The jobs whose latest session failed or warned, of all kinds. */
export function jobTroubles(estate: Infrastructure): Trouble[] {
	const { jobs, agentJobs, vb365Jobs } = estate;
	return inTurn([jobs, agentJobs, vb365Jobs].map((list: AnyJob[]) => failing(estate, list)));
}

const repositoryNames = [
	'Premium repository',
	"D:\\Backups 'täglich'",
	'Default Backup Repository',
	'ZZ Test <b>"Archiv"</b> & Söhne',
];

function ofServer(server: BackupServer, type: string): AlarmObject {
	return {
		instanceUid: server.instanceUid,
		type,
		organizationUid: server.organizationUid,
		locationUid: server.locationUid,
		managementAgentUid: server.managementAgentUid,
		computerName: server.name,
		objectUid: server.instanceUid,
		objectName: server.name,
	};
}

function repository(dice: Dice, server: BackupServer, index: number): Trouble {
	const free = dice.int(1, 99) / 10;
	const uid = dice.uid();
	// The vendor's example shows a repository as ObjectEntity, though there is a type for them.
	const object = ofServer(server, index % 4 === 0 ? 'ObjectEntity' : 'BackupRepository');
	const objectName = repositoryNames[index % repositoryNames.length];
	return {
		template: 'Repository free space',
		object: { ...object, instanceUid: uid, objectUid: uid, objectName },
		status: free < 5 ? 'Error' : 'Warning',
		message: `Free space (${free}%, ${dice.int(1, 900)} GB) is below the defined threshold (10%).\r\n`,
	};
}

function connection(server: BackupServer): Trouble {
	return {
		template: 'Backup server connection state',
		object: ofServer(server, 'BackupServer'),
		status: server.status === 'Warning' ? 'Warning' : 'Error',
		message: `Der Dienst auf '${server.name}' antwortet nicht.\r\nFehler: <Zeitüberschreitung>\r\n`,
	};
}

function quota(dice: Dice, company: Company): Trouble {
	return {
		template: 'Company cloud storage quota',
		object: {
			instanceUid: dice.uid(),
			type: 'Company',
			organizationUid: company.instanceUid,
			locationUid: null,
			managementAgentUid: null,
			computerName: '',
			objectUid: null,
			objectName: company.name,
		},
		status: dice.chance(0.5) ? 'Error' : 'Warning',
		message: `Used space (${dice.int(90, 100)}%) is above the defined threshold (90%).\r\n`,
	};
}

/** Troubles of the console itself, which has neither computer nor location. */
function internal(dice: Dice, { organizations }: Infrastructure): Trouble[] {
	const object: AlarmObject = {
		instanceUid: dice.uid(),
		type: 'Internal',
		organizationUid: organizations[0].instanceUid,
		locationUid: null,
		managementAgentUid: null,
		computerName: '',
		objectUid: null,
		objectName: null,
	};
	const one = { ...object, instanceUid: dice.uid(), type: 'VOneServer', objectName: 'one-01' };
	const license = 'Veeam Service Provider Console license expiration';
	return [
		{ template: license, object, status: 'Info', message: 'The license expires in 60 days.\r\n' },
		{
			template: 'Veeam ONE server connection state',
			object: { ...one, computerName: 'one-01.provider.example' },
			status: 'Warning',
			message: null,
			area: 'vone',
		},
	];
}

/** Everything else that is wrong: a bit of each kind first. */
export function otherTroubles(dice: Dice, estate: Infrastructure): Trouble[] {
	const { backupServers, companies, backupAgents, sites } = estate;
	const repositories = backupServers.map((server, index) => repository(dice, server, index));
	const agents = backupAgents
		.filter((agent) => agent.managementAgentStatus !== 'Healthy')
		.map((agent) => ({
			template: 'Management agent connection state',
			object: {
				...ofServer(backupServers[0], 'ManagementAgent'),
				instanceUid: agent.managementAgentUid,
				organizationUid: agent.organizationUid,
				locationUid: null,
				managementAgentUid: agent.managementAgentUid,
				computerName: agent.name,
				objectUid: null,
				objectName: null,
			},
			status: 'Error' as const,
			message: 'No connection.\r\n',
		}));
	const gateways = sites.map((site) => ({
		template: 'Cloud Connect connection state',
		object: {
			...ofServer(backupServers.find((one) => one.instanceUid === site.backupServerUid)!, 'Site'),
			instanceUid: site.siteUid,
			objectName: site.siteName,
		},
		status: 'Warning' as const,
		message: `Site "${site.siteName}" was not reachable for a moment.\r\n`,
	}));
	return inTurn<Trouble>([
		repositories,
		backupServers.filter((server) => server.status !== 'Healthy').map(connection),
		companies.slice(0, 100).map((company) => quota(dice, company)),
		internal(dice, estate),
		agents,
		gateways,
	]);
}
