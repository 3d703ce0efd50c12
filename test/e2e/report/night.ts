import {
	AGENT_JOBS,
	ALARMS,
	COMPANIES,
	DOMAINS,
	JOBS,
	MICROSOFT365_JOBS,
	type Job,
} from '../../pictures/night';
import { startSimulator, type EstateJob, type Simulator } from '../../simulator';

const HOUR = 3_600_000;
const GB = 1024 ** 3;

/** A simulated VSPC after such a night. */
export async function startNight(): Promise<Simulator> {
	const simulator = await startSimulator({
		jobs: JOBS.length,
		companies: COMPANIES.length,
		agentJobs: AGENT_JOBS.length,
		vb365Jobs: MICROSOFT365_JOBS.length,
		alarms: 0,
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
