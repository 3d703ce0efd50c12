import * as fc from 'fast-check';

import { causeOf, causeOfAll, type ProbableCause } from '../../../nodes/vspc/jobs/causes';

/**
 * Error messages as vendors' pages and public reports show them, with the page beside each. Where a report is one of
 * many copies of a message, the page is one of them. KB: https://www.veeam.com/kb<number>.
 */
const EVENTS_OF_AGENT =
	'https://helpcenter.veeam.com/docs/agentforwindows/userguide/viewing_events.html';
const FIREWALLS = 'Veeam KB, https://veeam118.rssing.com/chan-50626506/article2237.html';
const WINHTTP = 'https://rhyshammond.com/winhttpwritedata-12002-the-operation-timed-out/';
const TASK_SESSIONS =
	'https://helpcenter.veeam.com/docs/vbr/em_rest/get_query_backuptasksession.html';
const MAILBOXES =
	'a provider on common errors of Microsoft 365 backup, with links to KB4091 and KB3096';
const OFFENDERS = 'a public tool that sorts messages of Veeam Backup & Replication';
const RUNBOOK = 'a public runbook with the ten most frequent errors of Veeam';
const SESSION = 'a session of Veeam Backup & Replication in a public web interface';
const DATASTOR =
	'https://support.datastor.com/1626-enterprise/3544-help-with-errors-and-warnings/9639-plan-log-indicates-application-is-being-canceled-by-the-user';

const KNOWN: Record<Exclude<ProbableCause, 'unknown'>, Array<[message: string, source: string]>> = {
	repositoryFull: [
		[
			'Error: There is not enough space on the disk. Failed to write data to the file [C:\\Backup\\Backup Job 1\\Backup Job 1D2025-06-05T030355_06C7.vib]. Failed to backup text locally. Agent failed to process method {DataTransfer.BackupText}.',
			TASK_SESSIONS,
		],
		['Backup target is getting low on free disk space', EVENTS_OF_AGENT],
		[
			'Backup location [D:\\VeeamBackup] is getting low on free disk space (141,8 GB free of 3,5 TB)',
			'a public report on the sessions of a Veeam Agent',
		],
		[
			'Processing PRT01 Error: Failed to call RPC function \'FcWriteFileEx\': There is not enough space on the disk.\r\nFailed to write data to the file [D:\\Backup\\DAILY\\PRT01_149EA.vbm_9_tmp].\r\nSession with ID "5acf9635-0657-4a2c-8c74-f91c1884d541" is not started yet.',
			'a public incident report',
		],
		[
			'Error: Espaço insuficiente no disco Asynchronous request operation has failed. Backup location [V:\\] is getting low on free disk space.',
			'a public report on a repository on iSCSI',
		],
		['Insufficient disk space on backup repository', 'a public incident report'],
		['No space left on device', OFFENDERS],
		['Disk quota exceeded', OFFENDERS],
	],
	network: [
		['An existing connection was forcibly closed by the remote host.', FIREWALLS],
		['Unstable connection: unable to transmit data.', FIREWALLS],
		['Shared memory connection was closed', WINHTTP],
		[
			"Processing vc01 Error: Cannot get service content.\r\nSoap fault. Temporary failure in name resolutionDetail: 'getaddrinfo failed in tcp_connect()', endpoint: 'https://vc01.example:443/sdk'",
			'a public report of sessions by the REST API',
		],
		[
			"Cannot connect to the host's administrative share. Host:  [172.16.254.1]. Account: [dev\\administrator].\nWin32 error:The network path was not found.\n Code: 53",
			'a public troubleshooting page that names KB1230',
		],
		['The RPC server is unavailable.', OFFENDERS],
		['No route to host', OFFENDERS],
		['Connection refused', OFFENDERS],
	],
	credentials: [
		['Processing slrum02 Error: Cannot find Linux guest credentials', SESSION],
		[
			'Unable to connect to guest OS for guest processing. Cannot find Linux guest credentials',
			SESSION,
		],
		['Failed to access mailbox. Access is denied. Check credentials and try again', MAILBOXES],
		[
			"AADSTS700027: Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: 'ID', ... ]",
			'https://helpcenter.veeam.com/docs/vdcm365/userguide/generate_cert.html',
		],
		['401 Unauthorized', 'https://kb.probax.io/troubleshooting-m365-401-unauthorized'],
		[
			'Processing Joey Error: Failed to check whether snapshot is in progress (network mode).\r\nRPC function call failed. Function name: [IsSnapshotInProgress]. Target machine: [192.168.5.5].\r\nRPC error:Access is denied.\r\nCode: 5',
			'a public report of 2015 on guest credentials',
		],
		[
			'Cannot complete login due to an incorrect user name or password.',
			'fault InvalidLogin of VMware vSphere',
		],
	],
	guestProcessing: [
		['VSSControl: Failed to prepare guest for freeze, wait timeout 900 sec.', 'KB1377'],
		['VSSControl: Failed to freeze guest, wait timeout', 'KB1377'],
		[
			"Failed to call RPC function 'Vss.FinishSnapshot': Error code: 0x800401fd. Failed to invoke func [FinishSnapshot]",
			'KB2825',
		],
		[
			"Failed to call RPC function 'Vss.KeepSnapshot': Error code: 0x800401fd. Failed to invoke func [KeepSnapshot]",
			'KB2825',
		],
		[
			"Failed to prepare guest for hot backup. Error: VSSControl: -2147467259 Backup job failed. Cannot create a shadow copy of the volumes containing writer's data. VSS asynchronous operation is not completed. Operation: [Shadow copies commit]. Code: [0x8004231f].",
			'a public report of 2013 on VSS writers',
		],
		['Error: Failed to prepare guests for volume snapshot.', 'a public report on Hyper-V guests'],
		[
			'Guest processing skipped (check guest OS VSS state and hypervisor integration components version)',
			'a public report on Hyper-V guests',
		],
		[
			'Failed to index guest file system. VSSControl: Index failed',
			'a public report on a file server',
		],
		[
			"Failed to prepare guest for hot backup. Details: Failed to connect to guest agent. Errors:\n'Cannot connect to the host's administrative share. Host:  [SERVER-01]. Account: [dev\\administrator].\nWin32 error:The network path was not found.\n Code: 53'",
			'a public troubleshooting page that names KB1230',
		],
		['Unable to truncate SQL Server transaction logs', RUNBOOK],
	],
	licence: [
		['Error: Not enough licenses.', 'KB1470'],
		['Error: Unable to process the workload: your license has been exceeded', 'KB1470'],
		[
			'Error: Cannot backup this VM because your service provider has reached licensed VM limit.',
			'KB2101',
		],
		['Service Provider has exceeded the licensed VM count', 'KB2101'],
		['Your license limit has been exceeded by 32 VMs for more than 60 days.', 'KB2101'],
		['Your license has expired, and your grace period is over', EVENTS_OF_AGENT],
		[
			'Subscription License key for Veeam Backup & Replication Enterprise has expired.',
			'https://helpcenter.veeam.com/archive/backup/110/vsphere/vbr_events_license.html',
		],
		[
			'You have exceeded your licensed limit of 20 instances by 10 and are no longer compliant with your Veeam licensing agreement.',
			'https://helpcenter.veeam.com/docs/backup/events/event_24070.html',
		],
	],
	targetUnavailable: [
		['Backup target is not available', EVENTS_OF_AGENT],
		['Backup target is not available, backup is postponed', EVENTS_OF_AGENT],
		['Backup target has not been seen for 3 days', EVENTS_OF_AGENT],
		[
			'Unable to allocate processing resources. Error: Failed to select a gateway server and acquire file sessions',
			'a public collection of tickets of 2024',
		],
		['Repository NAS-01 is not accessible', RUNBOOK],
		['Backup repository is not available', OFFENDERS],
		['Extent offline', OFFENDERS],
		['Failed to connect to repository', OFFENDERS],
	],
	timeout: [
		['WinHttpWriteData: 12002: The operation timed out', WINHTTP],
		['SSL Async Handshake Timeout : Read timeout after approximately 25000ms.', 'KB3204'],
		['Snapshot timeout occurred.', 'KB2825'],
		[
			'[Microsoft][ODBC SQL Server Driver]Timeout expired.',
			'https://www.sqlservercentral.com/?p=115313',
		],
		['Pipeline timeout: it seems that pipeline hanged', 'a public sample of logs of Veeam'],
		[
			'CreateSnapshot failed: timeout 1800000 ms exceeded. Storage may be under heavy load.',
			'a public set of messages of Veeam for demonstrations',
		],
		[
			'Operation timed out (Connection timed out)',
			'https://github.com/smartsheet-platform/backup-java/issues/24',
		],
	],
	stoppedByUser: [
		[
			'Operation has been canceled by the user.',
			'https://helpcenter.veeam.com/docs/agentforwindows/configurator/alerts.html',
		],
		['The operation was canceled by the user. (1223L)', DATASTOR],
		['Application is being canceled by the user', DATASTOR],
		['The task was canceled by a user.', 'fault RequestCanceled of VMware vSphere'],
		['Backup was stopped by user', 'a public backup tool on restic'],
		['Backup was stopped by the user', 'a public backup tool on restic'],
	],
};

/** Real where a page is named, realistic otherwise; each has words that another cause has too, or says nothing. */
const UNKNOWN: Array<[message: string, source?: string]> = [
	['Hard disk 1 (0 B)', TASK_SESSIONS],
	[
		'Nothing to process. All machines were excluded from task list',
		'https://github.com/romainsi/zabbix-VEEAM_B-R/issues/46',
	],
	[
		'Virtual Machine TEC.SERVEUR is unavailable and will be skipped from processing.',
		'https://github.com/romainsi/zabbix-VEEAM_B-R/issues/46',
	],
	[
		'Processing sql01 Error: Failed to open VDDK disk [[DATASTORE01] sql01/sql01_1.vmdk] ( is read-only mode - [true] )\r\nLogon attempt with parameters [VC/ESX: [192.0.2.194];Port: 443;Login: [svc@example.com];VMX Spec: [moref=vm-31466]]\r\nFailed to open disk for read.\r\nAgent failed to process method {DataTransfer.SyncDisk}.',
		'a public report of sessions by the REST API',
	],
	['Failed to upload disk. Agent failed to process method {DataTransfer.SyncDisk}.', RUNBOOK],
	['Changed block tracking cannot be enabled: one or more snapshots present', SESSION],
	['CBT data is invalid, failing over to legacy incremental backup. Please reset CBT on the VM.'],
	['Processing finished with errors at 2025/4/3 0:52:58', SESSION],
	[
		'Processing mailbox user@domain.com failed with error: Failed to get folder properties. Not allowed to access Non IPM folder.',
		'https://ugg.li/category/veeam',
	],
	['Failed to find Team mailbox owner account', MAILBOXES],
	['Mailbox/User does not have a valid M365 license', MAILBOXES],
	['Failed to access mailbox. The SMTP address has no mailbox associated with it', MAILBOXES],
	[
		"Cannot change web part export mode to 'All', because custom scripting is disabled for site: Intranet. Web part will be skipped",
		MAILBOXES,
	],
	['Item may have a virus reported by the virus scanner plug-in', MAILBOXES],
	[
		"This site has exceeded its maximum file storage limit. To free up space, delete files you don't need and empty the recycle bin",
		MAILBOXES,
	],
	[
		'testlab Error: System reboot is required to continue installation',
		'a public client of the REST API',
	],
	[
		'Failed to publish malware detection metadata to the catalog',
		'a public report on a file server',
	],
	[
		'Failed to commit catalog transaction. Proxy [UploadAndMonitoring]: unable to call method. All attempts have failed. File "PubCommands.txt" does not exist.',
		'a public report on a file server',
	],
	['Skipping VM processing due to insufficient free disk space on datastore DS01', OFFENDERS],
	[
		'Production datastore DS01 is getting low on free space (5 GB left), and may run out of free disk space completely due to open snapshots.',
		OFFENDERS,
	],
	['Agent failed to process method {ReFs.SetFileIntegrity}', 'KB4381'],
	['Skipping scheduled backup, because battery level is too low', EVENTS_OF_AGENT],
	['Recovery media has not been created', EVENTS_OF_AGENT],
	['New software update is available', EVENTS_OF_AGENT],
	['Your license will expire in 14 days', EVENTS_OF_AGENT],
	[
		'Subscription License key for Veeam Backup & Replication Enterprise has been installed.',
		'https://helpcenter.veeam.com/archive/backup/110/vsphere/vbr_events_license.html',
	],
	['Cannot open VDDK transport: VDDK error 2', RUNBOOK],
	['Snapshot creation failed', RUNBOOK],
	['GetBackupFiles error: invalid path', RUNBOOK],
	['GFS retention policy conflict', RUNBOOK],
	['Item is locked by running session [File Backup]. Retry after current session completes.'],
	['Failed to compact full backup file. Agent: Failed to process method {BackupAgent.Compact}.'],
	['I/O device error: failed to write data to backup file. Check disk health on agent host.'],
	[
		'Backing up 0 files and 0 folders (0 B transferred). File share may be empty or path is incorrect.',
	],
	[
		'Failed to create processing task for VM dc02 Error: Failed to retrieve object hierarchy: exception ID d1dd9757',
		'a public report of sessions by the REST API',
	],
	['Win32 error:The name of the file cannot be resolved by the system.  Code: 1921', 'KB4672'],
	['Cannot find VM "web-03" in the inventory.'],
	[
		'Unable to allocate processing resources. Error: No backup proxy is able to process this VM due to proxy processing mode restrictions.',
	],
	['The object has been deleted or is no longer accessible in vCenter inventory.'],
	['Access is denied.'],
	['Error: Unknown error'],
	['The simulated session has failed.\r\nNothing was backed up.'],
	['Der Auftrag ist fehlgeschlagen.'],
	['Processing license-server Error: Failed to retrieve object hierarchy'],
	['Processing VSS-TEST01 Error: Failed to retrieve object hierarchy'],
	['Processing repository-vm Error: Disk was not found in the snapshot'],
	['Processing network-01 Error: Checksum of the block does not match'],
	['Backup file verification failed: the block is corrupted. Code: 13'],
	['The user was not found in the directory'],
	['The backup chain is broken: the full restore point is missing'],
	[''],
];

const known = Object.entries(KNOWN).flatMap(([cause, rows]) =>
	rows.map(([message]): [string, string] => [cause, message]),
);

test.each(known)('%s: %s', (cause, message) => {
	expect(causeOf(message)).toBe(cause);
	expect(causeOf(`${message}\r\n`)).toBe(cause);
	expect(causeOf(message.toUpperCase())).toBe(cause);
});

test.each(UNKNOWN)('nothing is guessed from: %s', (message) => {
	expect(causeOf(message)).toBe('unknown');
});

test('each cause has five messages or more, each with its source, and 40 or more stay unknown', () => {
	for (const rows of Object.values(KNOWN)) {
		expect(new Set(rows.map(([message]) => message)).size).toBeGreaterThanOrEqual(5);
		for (const [, source] of rows) expect(source).not.toBe('');
	}
	expect(new Set(UNKNOWN.map(([message]) => message)).size).toBeGreaterThanOrEqual(40);
});

test('of many messages the cause that most of them show counts, and those that show none do not', () => {
	const [[space], [low]] = KNOWN.repositoryFull;
	const [[closed]] = KNOWN.network;
	expect(causeOfAll([closed, space, low])).toBe('repositoryFull');
	expect(causeOfAll([closed, space])).toBe('network');
	expect(causeOfAll(['', 'Hard disk 1 (0 B)', closed])).toBe('network');
	expect(causeOfAll([])).toBe('unknown');
});

test('whatever a message holds, looking at it takes no long time and finds one of the causes', () => {
	const causes = [...Object.keys(KNOWN), 'unknown'];
	const words = fc.constantFrom(
		...['not enough', 'space', 'failed', 'guest', 'license', 'repository', 'connect', 'VSS', 'a '],
		...['is', 'quota', 'user', 'timeout', '\n', '.', ' ', 'exceeded', 'Code: 5', 'access is'],
	);
	const message = fc.array(words, { maxLength: 3000 }).map((parts) => parts.join(' '));
	fc.assert(
		fc.property(fc.oneof(message, fc.string({ maxLength: 5000 })), (text) => {
			expect(causes).toContain(causeOf(text));
		}),
		{ numRuns: 100 },
	);
});
