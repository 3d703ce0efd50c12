import type { Dice } from './dice';
import { makeSession } from './session';
import { DAY, HOUR, makeClock } from './times';
import type { Company, Location, Site, Vb365Job, Vb365Server } from './types';

interface Surroundings {
	companies: Company[];
	locations: Location[];
	sites: Site[];
	provider: { instanceUid: string };
}

export const vb365Statuses = (
	'Success Warning Failed Running Starting Stopping Stopped Queued Disconnected NotConfigured ' +
	'Deleting Unknown'
).split(' ');
const neverRan = ['NotConfigured', 'Unknown'];

function makeServer(dice: Dice, index: number, around: Surroundings): Vb365Server {
	const { locations, provider } = around;
	const own = locations.filter(({ organizationUid }) => organizationUid === provider.instanceUid);
	return {
		instanceUid: dice.uid(),
		locationUid: dice.pick(own).instanceUid,
		organizationUid: provider.instanceUid,
		managementAgentUid: dice.uid(),
		installationUid: dice.chance(0.9) ? dice.uid() : null,
		name: `vb365-0${index + 1}.provider.example`,
		version: index === 0 ? '8.1.0.305' : '7.1.0.2031',
		majorVersion: index === 0 ? 8 : 7,
		serverApiVersion: index === 0 ? 'V8' : 'V7',
		status: index === 0 ? 'Healthy' : 'Warning',
		managementAgentStatus: 'Healthy',
	};
}

function scheduleOf(dice: Dice, isCopy: boolean): Vb365Job['schedulePolicy'] {
	const type = dice.pick(isCopy ? ['Immediate', 'DailyAtTime'] : ['Daily', 'ManualOnly']);
	const isDaily = type.startsWith('Daily');
	return {
		schedulePolicyType: type,
		...(isCopy ? {} : { scheduleEnabled: isDaily, retryEnabled: true, retryNumber: 3 }),
		dailyType: 'Everyday',
		dailyTime: isDaily ? '20:00' : null,
		backupWindowEnabled: false,
	};
}

/** What only one of the two kinds has. */
function partsOf(dice: Dice, source: Vb365Job | undefined): Partial<Vb365Job> {
	if (source) return { sourceBackupJobUid: source.instanceUid };
	const isEntire = dice.chance(0.6);
	return {
		description: dice.chance(0.5) ? 'Postfächer & "Teams"' : null,
		backupType: isEntire ? 'EntireOrganization' : 'SelectedItems',
		selectedItems: isEntire ? [] : [{ id: dice.uid(), itemType: 'User', backupMailbox: true }],
		excludedItems: [],
	};
}

function logOf(message: string, logType: string, isLong: boolean): Vb365Job['lastErrorLogRecords'] {
	const record = { message, logType };
	if (!isLong) return [record];
	const connected = { message: 'Connected to the organization.\r\n', logType: 'Success' };
	// As a public script quotes the log of Veeam Backup for Microsoft 365: objects are named in the text only.
	const mailbox =
		'Processing mailbox ann@contoso.example completed with warning: Item was skipped.';
	return [connected, { message: `${mailbox}\r\n`, logType: 'Warning' }, record];
}

function makeJob(
	dice: Dice,
	index: number,
	servers: Vb365Server[],
	around: Surroundings,
	source?: Vb365Job,
): Vb365Job {
	const { companies, locations, sites } = around;
	const clock = makeClock(dice, index);
	const server = servers[index % servers.length];
	const company = companies[index % companies.length];
	// Some Microsoft organizations belong to no company: nobody is billed for them.
	const isMapped = dice.chance(0.85);
	const isFirst = index < 2 * vb365Statuses.length;
	const lastStatus = isFirst ? vb365Statuses[index % vb365Statuses.length] : 'Success';
	const session = makeSession(
		dice,
		clock,
		'Unknown',
		neverRan.includes(lastStatus) ? 'None' : lastStatus,
	);
	const message = session.failureMessage;
	const logType = lastStatus === 'Failed' ? 'Error' : 'Warning';
	// Schema Vb365Job: details may be empty, and then the reason is in the log of the session only.
	const isLogged = message !== null && isFirst && index >= vb365Statuses.length;
	return {
		instanceUid: dice.uid(),
		name: source ? `${source.name} (copy)` : dice.pick(['Exchange', 'Alle Postfächer', 'Teams']),
		jobType: source ? 'CopyJob' : 'BackupJob',
		repositoryUid: dice.uid(),
		repositoryName: source ? 'Archive Storage' : 'Default Backup Repository',
		vb365OrganizationUid: source?.vb365OrganizationUid ?? dice.uid(),
		vspcOrganizationUid: isMapped ? company.instanceUid : null,
		vspcOrganizationName: isMapped ? company.name : null,
		scheduleEditingAvailable: dice.chance(0.8),
		vb365ServerUid: server.instanceUid,
		vb365ServerName: server.name,
		managementAgentUid: server.managementAgentUid,
		lastRun: session.lastRun,
		nextRun: dice.chance(0.8) ? clock(dice.now.getTime() + dice.int(HOUR, DAY)) : null,
		isEnabled: dice.chance(0.9),
		isCopyJobAvailable: !source && dice.chance(0.5),
		lastStatus,
		lastStatusDetails: isLogged ? '' : (message ?? ''),
		siteName: dice.chance(0.5) ? dice.pick(sites).siteName : null,
		locationName: locations.find((one) => one.instanceUid === server.locationUid)?.name ?? null,
		lastErrorLogRecords: message === null ? [] : logOf(message, logType, isLogged),
		schedulePolicy: scheduleOf(dice, Boolean(source)),
		...partsOf(dice, source),
	};
}

/** Two servers of the provider and their jobs; every third one copies the one before it. */
export function makeVb365(dice: Dice, jobCount: number, around: Surroundings) {
	const vb365Servers = [0, 1].map((index) => makeServer(dice, index, around));
	const vb365Jobs: Vb365Job[] = [];
	for (let index = 0; index < jobCount; index++) {
		const source = index % 3 === 2 ? vb365Jobs[index - 1] : undefined;
		vb365Jobs.push(makeJob(dice, index, vb365Servers, around, source));
	}
	return { vb365Servers, vb365Jobs };
}
