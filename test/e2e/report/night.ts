import { randomUUID } from 'node:crypto';

import {
	AGENT_JOBS,
	ALARMS,
	COMPANIES,
	DOMAINS,
	JOBS,
	MICROSOFT365_JOBS,
	NIGHTS_BEFORE,
	USUAL_NIGHTS,
	WORKLOADS,
	type Job,
} from '../../pictures/night';
import { startSimulator, type EstateJob, type Simulator } from '../../simulator';

const HOUR = 3_600_000;
const GB = 1024 ** 3;

const NO_WORKLOADS = {
	virtualMachines: 0,
	computers: 0,
	fileShares: 0,
	microsoft365Objects: 0,
	cloud: 0,
};

/** A simulated VSPC after such a night. */
export async function startNight(): Promise<Simulator> {
	const simulator = await startSimulator({
		jobs: JOBS.length,
		companies: COMPANIES.length,
		agentJobs: AGENT_JOBS.length,
		vb365Jobs: MICROSOFT365_JOBS.length,
		alarms: 0,
		workloads: NO_WORKLOADS,
	});
	const { organizations, companies, jobs, backupServers } = simulator.estate;
	const serverOf = (company: number) => backupServers[company];
	for (const [index, company] of companies.entries()) {
		const organization = organizations.find((one) => one.instanceUid === company.instanceUid)!;
		const domain = `${DOMAINS[index]}.example`;
		company.name = organization.name = COMPANIES[index];
		Object.assign(organization, {
			email: `it@${domain}`,
			phone: `+49 30 5550 10${index}`,
			companyId: `C-100${index}`,
			notes: 'Contract Gold',
		});
		company.status = 'Active';
		serverOf(index).name = `vbr0${index + 1}`;
	}
	for (const [index, job] of JOBS.entries()) {
		const backupServerUid = serverOf(job[0]).instanceUid;
		simulator.setJob(jobs[index].instanceUid, {
			...fieldsOf(job, companies[job[0]].instanceUid),
			backupServerUid,
			createdBy: 'PROVIDER\\backup.admin',
			destination: 'REPO-01',
		});
	}
	setOthers(simulator);
	recordNights(simulator);
	setWorkloads(simulator);
	for (const { company, hoursAgo, name, ...alarm } of ALARMS) {
		simulator.raiseAlarm({
			...alarm,
			at: new Date(Date.now() - hoursAgo * HOUR).toISOString(),
			object: {
				objectName: name,
				computerName: serverOf(company).name,
				organizationUid: companies[company].instanceUid,
			},
		} as never);
	}
	return simulator;
}

const RESULTS: Record<string, string> = { S: 'Success', W: 'Warning', F: 'Failed' };

/** The latest session of each job, and those of the nights before. */
function recordNights(simulator: Simulator): void {
	const { jobs, agentJobs, vb365Jobs } = simulator.estate;
	const record = (
		uid: string,
		name: string,
		start: number,
		end: number,
		latest: [status: string, message: string | null],
	) => {
		const nights = [...(NIGHTS_BEFORE[name] ?? USUAL_NIGHTS)].map((letter) => RESULTS[letter]);
		const before = nights.reverse().map((status): [string, string | null] => {
			return [status, status === latest[0] ? latest[1] : (MESSAGES[status] ?? null)];
		});
		for (const [night, [status, failureMessage]] of [latest, ...before].entries()) {
			const ago = night * 24 * HOUR;
			const session = { start: start - ago, end: end - ago, status, failureMessage };
			simulator.recordSession(uid, session);
		}
	};
	for (const [index, [, name, , status, , , , message = null]] of JOBS.entries()) {
		const { instanceUid, lastRun, lastEndTime } = jobs[index];
		const [start, end] = [Date.parse(lastRun!), Date.parse(lastEndTime!)];
		// Of what runs, the session before.
		if (status === 'Running') record(instanceUid, name, end - HOUR, end, ['Success', null]);
		else record(instanceUid, name, start, end, [status, message]);
	}
	const others: Array<[Array<{ instanceUid: string }>, typeof AGENT_JOBS]> = [
		[agentJobs, AGENT_JOBS],
		[vb365Jobs, MICROSOFT365_JOBS],
	];
	for (const [rows, nights] of others) {
		for (const [index, { name, status, hoursAgo, failureMessage = null }] of nights.entries()) {
			const end = Date.now() - hoursAgo * HOUR;
			const latest: [string, string | null] = [status!, failureMessage];
			record(rows[index].instanceUid, name!, end - 0.4 * HOUR, end, latest);
		}
	}
}

const MESSAGES: Record<string, string> = {
	Failed: 'The job was interrupted: the connection to the repository was lost.',
	Warning: 'Some objects were processed with warnings.',
};

/** In place of those of the estate. */
function setWorkloads(simulator: Simulator): void {
	const { estate } = simulator;
	for (const { uid } of [...estate.workloads]) simulator.removeWorkload(uid);
	for (const { company, list, name, job: jobName, hoursAgo, more = {} } of WORKLOADS) {
		const serverUid = estate.backupServers[company].instanceUid;
		const job = estate.jobs.find(
			(one) => one.backupServerUid === serverUid && one.name === jobName,
		);
		const repository = estate.repositories.find((one) => one.backupServerUid === serverUid);
		const latest = hoursAgo === undefined ? undefined : Date.now() - hoursAgo * HOUR;
		const chain = {
			uid: randomUUID(),
			jobUid: job?.instanceUid ?? null,
			jobName: job?.name ?? '',
			sourceUid: job?.instanceUid ?? null,
			repositoryUid: repository?.instanceUid ?? randomUUID(),
			repositoryName: 'REPO-01',
			targetType: 'Local' as const,
			backupType: 'Backup',
			points: latest === undefined ? [] : [latest - 24 * HOUR, latest],
			pointSize: 40 * GB,
		};
		simulator.addWorkload({
			list,
			uid: randomUUID(),
			name,
			serverUid,
			organizationUid: estate.companies[company].instanceUid,
			offset: 60,
			chains: latest === undefined ? [] : [chain],
			malwareState: 'Clean',
			groups: [randomUUID()],
			more: {
				hierarchyRef: null,
				parentHostRef: null,
				objectUid: null,
				ipAddresses: [],
				sourceInstanceUid: null,
				platformType: 'Windows',
				provisionedSourceSize: 100 * GB,
				usedSourceSize: 60 * GB,
				immutable: true,
				...more,
			},
		});
	}
}

/** Jobs of agents and of Microsoft 365. */
function setOthers(simulator: Simulator): void {
	const { companies, agentJobs, backupAgents, vb365Jobs, vb365Servers } = simulator.estate;
	const timesOf = (hoursAgo: number) => ({
		lastRun: new Date(Date.now() - (hoursAgo + 0.4) * HOUR).toISOString(),
		lastEndTime: new Date(Date.now() - hoursAgo * HOUR).toISOString(),
	});
	for (const [index, { company, place, hoursAgo, ...job }] of AGENT_JOBS.entries()) {
		const { instanceUid, backupAgentUid } = agentJobs[index];
		const organizationUid = companies[company].instanceUid;
		const agent = backupAgents.find((one) => one.instanceUid === backupAgentUid)!;
		Object.assign(agent, { name: place, organizationUid });
		simulator.setJob(instanceUid, {
			failureMessage: null,
			destination: 'REPO-02',
			lastDuration: 1440,
			isEnabled: true,
			...job,
			...timesOf(hoursAgo),
			organizationUid,
		} as never);
	}
	for (const [index, { company, place, hoursAgo, ...job }] of MICROSOFT365_JOBS.entries()) {
		const { instanceUid } = vb365Jobs[index];
		vb365Servers[index].name = place;
		simulator.setJob(instanceUid, {
			name: job.name,
			isEnabled: true,
			lastStatus: job.status,
			lastStatusDetails: job.failureMessage ?? '',
			lastRun: timesOf(hoursAgo).lastRun,
			jobType: 'BackupJob',
			vb365ServerUid: vb365Servers[index].instanceUid,
			vb365ServerName: place,
			vspcOrganizationUid: companies[company].instanceUid,
			vspcOrganizationName: companies[company].name,
		} as never);
	}
}

function fieldsOf(
	[, name, type, status, hoursAgo, minutes, gigabytes, message]: Job,
	companyUid: string,
): Partial<EstateJob> {
	const end = Date.now() - hoursAgo * HOUR;
	const iso = (time: number) => new Date(time).toISOString();
	return {
		name,
		type,
		status,
		isEnabled: true,
		organizationUid: companyUid,
		mappedOrganizationUid: companyUid,
		lastRun: iso(end - minutes * 60_000),
		lastEndTime: iso(end),
		lastDuration: minutes * 60,
		transferredData: Math.round(gigabytes * GB),
		failureMessage: message ?? null,
	};
}
