import * as fc from 'fast-check';

import { causeOf, causeOfAll, type ProbableCause } from '../../../nodes/vspc/jobs/causes';
import { cases } from '../../cases';

/**
 * Error messages as vendors' pages and public reports show them, with the page beside each. KB is an article of
 * https://www.veeam.com/kb<number>. Names in angle brackets are the page's own.
 */
const EVENTS_OF_AGENT =
	'https://helpcenter.veeam.com/docs/agentforwindows/userguide/viewing_events.html';
const CONFIGURATOR = 'https://helpcenter.veeam.com/docs/agentforwindows/configurator/alerts.html';
const ALARMS = 'https://helpcenter.veeam.com/docs/one/userguide/backup_alarms_events.html';
const ALARMS_365 = 'https://helpcenter.veeam.com/docs/one/userguide/vbm_alarms_events.html';
const TASK_SESSIONS =
	'https://helpcenter.veeam.com/docs/vbr/em_rest/get_query_backuptasksession.html';
const EVENTS = 'https://helpcenter.veeam.com/docs/vbr/events';
const CLOUD_365 = 'https://helpcenter.veeam.com/docs/vdc/userguide';
const FIREWALLS = 'https://veeam118.rssing.com/chan-50626506/article2237.html';
const WINHTTP = 'https://rhyshammond.com/winhttpwritedata-12002-the-operation-timed-out/';
const DATASTOR =
	'https://support.datastor.com/1626-enterprise/3544-help-with-errors-and-warnings/9639-plan-log-indicates-application-is-being-canceled-by-the-user';
const BACKUP_EXEC =
	'https://supportbackupexec.cloud.com/external/article/100011087/an-event-is-logged-as-level-information.html';
const POSTS = 'https://github.com/bnmd/bnmd.github.io/blob/HEAD/_posts';
const FIXES = 'https://knowledgebase.emergingit.com.au/books/backup-errors-and-fixes/page';
const SENSORS = 'https://github.com/vMarkusK/Advanced-PRTG-Sensors/issues';
const AS_BUILT = 'https://github.com/AsBuiltReport/AsBuiltReport.Veeam.VBR/issues';

const KNOWN: Record<Exclude<ProbableCause, 'unknown'>, Array<[message: string, source: string]>> = {
	repositoryFull: [
		[
			'Error: There is not enough space on the disk. Failed to write data to the file [C:\\Backup\\Backup Job 1\\Backup Job 1D2025-06-05T030355_06C7.vib]. Failed to backup text locally. Agent failed to process method {DataTransfer.BackupText}.',
			TASK_SESSIONS,
		],
		['Backup target is getting low on free disk space', EVENTS_OF_AGENT],
		['Backup repository is low on free space.', ALARMS],
		[
			'Failed to process method. There is not enough space on the disk.',
			`${FIXES}/failed-to-process-method-there-is-not-enough-space-on-the-disk`,
		],
		[
			'Failed to upload disk. Agent failed to process method...\nBackup location [...] is getting low on free disk space...',
			`${POSTS}/202401/2024-01-16-veeam-failed-space.md`,
		],
		[
			"Error EBAB03F1: Following Operating System error occurred while performing requested operation: 'There is not enough space on the disk.'",
			BACKUP_EXEC,
		],
		[
			'Impossibile copiare i file: Spazio su disco insufficiente. (0x80070070',
			'https://github.com/Digressive/HyperV-Backup-Utility/issues/27',
		],
		[
			'writing vdisk0.img to storage: write file: write /mnt/user/backups/vault_backup/VM-Backup/7_2026-07-24_122155/machine1/.vault-tmp-3337295711: no space left on device',
			'https://github.com/ruaan-deysel/vault/issues/255',
		],
		['ENOSPC: no space left on device', 'https://github.com/vatesfr/xo/pull/128'],
	],
	network: [
		['An existing connection was forcibly closed by the remote host.', FIREWALLS],
		['Unstable connection: unable to transmit data.', FIREWALLS],
		['Shared memory connection was closed', WINHTTP],
		['Veeam Backup & Replication server lost connection to the backup proxy server.', ALARMS],
		['Veeam Backup for Microsoft 365 server lost connection to the proxy server.', ALARMS_365],
		[
			'(VM:DependencyGraph) An unexpected network error occurred.',
			'https://github.com/Digressive/HyperV-Backup-Utility/issues/27',
		],
		[
			'Get-WmiObject : The RPC server is unavailable.',
			'https://github.com/microsoft/ReportingServicesTools/issues/81',
		],
		[
			'No route to host - connect(2) for 172.16.87.136:22',
			'https://github.com/hashicorp/vagrant/issues/7145',
		],
	],
	credentials: [
		[
			"Failed to prepare guest for hot backup. Details: Failed to connect to guest agent. \nErrors: 'Cannot connect to the admin share. \nHost: [SERVER_NAME.CLIENT_NAME.com]. Account: [CLIENT_NAME\\administrator]. \nWin32 error: The referenced account is currently locked out and may not be logged on to. Code: 1909",
			`${FIXES}/failed-to-prepare-guest-for-hot-backup-details-failed-to-connect-to-guest-agent-errors-cannot-connect-to-the-admin-share`,
		],
		[
			'Processing Joey Error: Failed to check whether snapshot is in progress (network mode).\r\nRPC function call failed. Function name: [IsSnapshotInProgress]. Target machine: [192.168.5.5].\r\nRPC error:Access is denied.\r\nCode: 5',
			'https://github.com/Cragdoo/vninja/blob/HEAD/content/posts/2015-01-18-veeam-backup-replication-8-rpc-erroraccess-denied-fix.md',
		],
		[
			"AADSTS700027: Client assertion contains an invalid signature. [Reason - The key used is expired., Thumbprint of key used by client: 'ID', ... ]",
			'https://helpcenter.veeam.com/docs/vdcm365/userguide/generate_cert.html',
		],
		[
			'Authorization request was denied: an authentication has failed.',
			`${EVENTS}/event_44002.html`,
		],
		['Authentication of Veeam Backup & Replication service failed during logon.', ALARMS],
		['401 Unauthorized', 'https://kb.probax.io/troubleshooting-m365-401-unauthorized'],
		[
			'InvalidLogin: Cannot complete login due to an incorrect user name or password.',
			'https://github.com/nsidc/vagrant-vsphere/issues/248',
		],
		[
			'The operation for the entity "DB0106" failed with the following message: "Cannot complete login due to an incorrect user name or password."',
			'https://github.com/lamw/vmware-scripts/issues/32',
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
		['the VSS writer was in a Failed state', `${POSTS}/202300/2023-01-20-veeam-vss.md`],
		[
			'Failed to truncate Microsoft SQL Server transaction logs. Details: Error code: 0x80004005 Failed to invoke func [TruncateSqlLogs]: Unspecified error. Failed to process TruncateSQLLog command. Failed to truncate SQL server transaction logs for instances: . See guest helper log.',
			'https://github.com/gerryw1389/gerryw1389.github.io/blob/HEAD/_posts/2016-08-20-veeam-failed-to-truncate-sql-logs.md',
		],
		[
			'The guest operations agent could not be contacted.',
			'https://github.com/vmware/pyvmomi/issues/788',
		],
		[
			'Guest agent is not responding: QEMU guest agent is not connected',
			'https://github.com/kubevirt/kubevirt/issues/9423',
		],
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
		['Your license has expired and needs to be renewed', EVENTS_OF_AGENT],
		['Veeam Backup & Replication license expired.', ALARMS],
		['Number of protected user accounts exceeds the license limit.', ALARMS_365],
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
		[
			'Unable to allocate processing resources. Error: Failed to select a gateway server and acquire file sessions',
			`${POSTS}/202402/2024-02-04-tickets-veeam.md`,
		],
		['Backup target is not available', EVENTS_OF_AGENT],
		['Backup target is not available, backup is postponed', EVENTS_OF_AGENT],
		['Backup target has not been seen for 3 days', EVENTS_OF_AGENT],
		[
			'Veeam Backup & Replication server lost connection to the Microsoft Windows backup repository.',
			ALARMS,
		],
		['Veeam Backup & Replication server lost connection to the WAN accelerator', ALARMS],
		[
			'Failed to find valid gateway server for non-scheduled repository Offline Backup ([IP OF SERVER]): [NAME OF SERVER] Failed to check whether file or folder \\\\[IP FROM BACKUP NAS]\\backup exists.',
			`${SENSORS}/98`,
		],
		['Failed to connect to the Veeam Cloud Connect service.', `${AS_BUILT}/151`],
	],
	timeout: [
		['WinHttpWriteData: 12002: The operation timed out', WINHTTP],
		['SSL Async Handshake Timeout : Read timeout after approximately 25000ms.', 'KB3204'],
		['Snapshot timeout occurred.', 'KB2825'],
		['One or more jobs exceeded allowed backup window and has been terminated.', ALARMS],
		[
			'One or more backup copy jobs exceeded defined window, and data transfer between source and target backup repositories has been stopped.',
			ALARMS,
		],
		['Job has exceeded its maximum allowed execution time.', ALARMS],
		[
			'[Microsoft][ODBC SQL Server Driver]Timeout expired.',
			'https://www.sqlservercentral.com/?p=115313',
		],
		[
			'backup machine2: waiting for domain machine2 to shut off: timed out with state running',
			'https://github.com/ruaan-deysel/vault/issues/255',
		],
		[
			'Operation timed out (Connection timed out)',
			'https://github.com/smartsheet-platform/backup-java/issues/24',
		],
	],
	stoppedByUser: [
		['Operation has been canceled by the user.', CONFIGURATOR],
		['The operation was canceled by the user. (1223L)', DATASTOR],
		['Application is being canceled by the user', DATASTOR],
		[
			"Error EBAB03F1: Following Operating System error occurred while performing requested operation: 'The operation was canceled by the user.'",
			BACKUP_EXEC,
		],
		[
			"Info 6C8F1C2F: Recovery point creation for job 'Drive Backup of System Reserved (*:\\), (C:\\)' was cancelled by the user.",
			BACKUP_EXEC,
		],
	],
};

/** Real ones, whose words other causes have too, or which say nothing. */
const UNKNOWN: Array<[message: string, source: string]> = [
	['Hard disk 1 (0 B)', TASK_SESSIONS],
	[
		'Nothing to process. All machines were excluded from task list',
		'https://github.com/romainsi/zabbix-VEEAM_B-R/issues/46',
	],
	[
		'Virtual Machine TEC.SERVEUR.BE is unavailable and will be skipped from processing.',
		'https://github.com/romainsi/zabbix-VEEAM_B-R/issues/46',
	],
	[
		"Failed to call RPC function 'FcCreateDir': Error code: 0x80070008. Cannot initialize COM runtime.",
		'https://github.com/romainsi/zabbix-VEEAM_B-R/issues/9',
	],
	['Failed to load license from backup service.', `${AS_BUILT}/173`],
	['Failed to register new route', `${SENSORS}/89`],
	['[IP address] Failed to connect to Installer service.', `${SENSORS}/65`],
	[
		"SureBackup job 'SureBackup Job 1' finished with Failed. Job details: Failed to connect to proxy appliance VM using IPv4 address.",
		`${EVENTS}/event_390.html`,
	],
	[
		"Application Log Backup job 'Sap Hana Policy Log Backup 1' finished with Failed.",
		`${EVENTS}/event_36026.html`,
	],
	['One or more computers failed to back up successfully.', ALARMS],
	['Backup job reported either an error or a warning.', ALARMS],
	['One or more objects could not be successfully copied from the backup repository.', ALARMS],
	['Database transaction logs have not been backed up successfully.', ALARMS],
	[
		'Veeam backup repository version does not match the version of Veeam Backup & Replication server.',
		ALARMS,
	],
	['ReFS-formatted volume of a backup repository experienced a data integrity issue.', ALARMS],
	[
		'The immutability setting is turned off on one or several backup repositories or scale-out backup repository extents.',
		ALARMS,
	],
	[
		'Job stays in the disabled state for a longer time than configured in the alarm threshold.',
		ALARMS,
	],
	['Integrated storage failed to create storage snapshot initiated by Veeam backup job.', ALARMS],
	['One or more VMs could not be successfully verified.', ALARMS],
	['Job duration is above usual values among the set of job sessions.', ALARMS],
	['Backup proxy maintenance mode is enabled.', ALARMS_365],
	['Skipping scheduled backup, because battery level is too low', EVENTS_OF_AGENT],
	['Recovery media has not been created', EVENTS_OF_AGENT],
	['Recovery media OS version is different from the current OS version', EVENTS_OF_AGENT],
	['New software update is available', EVENTS_OF_AGENT],
	['Your license will expire in 14 days', EVENTS_OF_AGENT],
	['This application is managed by your system administrator', EVENTS_OF_AGENT],
	['Unexpected error has occurred during the operation execution.', CONFIGURATOR],
	[
		'Subscription License key for Veeam Backup & Replication Enterprise has been installed.',
		'https://helpcenter.veeam.com/archive/backup/110/vsphere/vbr_events_license.html',
	],
	[
		'Processing mailbox user@domain.com failed with error: Failed to get folder properties. Not allowed to access Non IPM folder.',
		'https://ugg.li/category/veeam',
	],
	[
		'Processing OneDrive <Name> completed with warning: OneDrive was not found (ID: <ID>, name: <Name>)',
		`${CLOUD_365}/m365_troubleshoot_onedrive_owner.html`,
	],
	[
		'Failed to process team: <Team Name>. Failed to find Team mailbox owner account.',
		`${CLOUD_365}/m365_troubleshoot_teams_owner.html`,
	],
	[
		'Processing site <Name> () finished with warning: Personal site was not found (ID: <ID>, name: <Name>)',
		`${CLOUD_365}/m365_troubleshoot_sharepoint_personal.html`,
	],
	[
		'Processing site <Name> () finished with warning: Failed to request file versions for item/ sites/ file name.aspx from list Pages (listID: <list ID>, itemID: <item ID>), exception: User cannot be found.)',
		`${CLOUD_365}/m365_troubleshoot_sharepoint_file_versions.html`,
	],
	[
		'Processing mailbox <Name> completed with warning: Failed to find group owner account',
		'https://helpcenter.veeam.com/docs/vdc/provider/m365_troubleshoot_outlook_group.html',
	],
	[
		'Processing site <Name> (<SharePoint Address>) finished with warning: Failed to backup item: <Item that could not be backed up>, Item may have a virus reported by the virus scanner plug-in.',
		'https://helpcenter.veeam.com/docs/vdc/provider/m365_backup_view_logs.html',
	],
	[
		'The SMTP address has no mailbox associated with it.',
		'https://www.codetwo.com/userguide/backup/troubleshooting-office-connectivity.htm',
	],
	[
		'Error: Managed session xxxxxxx-xxxx-xxx has failed',
		`${POSTS}/202401/2024-01-17-veeam-failed-filespecified.md`,
	],
	[
		'Failed to import backup path V:...',
		`${POSTS}/202300/2023-01-23-veeam-failed-import-bkup-path.md`,
	],
	[
		'Failed to collect VM information. Failed to collect VM disk...',
		`${POSTS}/202300/2023-01-23-veeam-vm-migration.md`,
	],
	[
		'Failed to create VM recovery checkpoint...',
		`${POSTS}/202300/2023-01-26-veeam-failed-vm-checkpoint.md`,
	],
	[
		'Failed to create production checkpoint ...',
		`${POSTS}/202300/2023-01-29-veeam-failed-prod-checkpoint.md`,
	],
	[
		'Failed to connect to server - port 11731',
		`${POSTS}/202300/2023-01-30-veeam-failed-connect.md`,
	],
	['Failed to load module [blksnap].', 'https://github.com/veeam/blksnap/issues/58'],
	['Failed to load chunk #0, input/output error', 'https://github.com/veeam/blksnap/issues/104'],
	['Failed to execute IOCTL_BLK_SNAP_VERSION', 'https://github.com/veeam/blksnap/issues/110'],
	[
		'Failed to create volume snapshot\nFailed to take volume snapshot\nFailed to perform backup\nInvalid argument\nFailed to execute IOCTL_TRACKING_ADD\nProcessing finished with errors at 2020-09-08 17:46:15 GMT',
		'https://github.com/veeam/veeamsnap/issues/12',
	],
	['System.map file not found', 'https://github.com/veeam/veeamsnap/issues/25'],
	[
		'The transfer of one or more volume images from a protected machine to the Core has failed.',
		`${FIXES}/the-transfer-of-one-or-more-volume-images-from-a-protected-machine-to-the-core-has-failed`,
	],
	[
		"Replication session 'bd5f3879-83c5-41c9-806c-b23bce57d25a' does not exist",
		`${FIXES}/replication-session-does-not-exist`,
	],
	['A plugin canceled the backup for: ___', 'https://campus.barracuda.com/doc/93197245'],
	['Error: The operation was canceled.', 'https://github.com/darobin/notion-backup/issues/34'],
	['Agent failed to process method {ReFs.SetFileIntegrity}', 'KB4381'],
	['Win32 error:The name of the file cannot be resolved by the system.  Code: 1921', 'KB4672'],
];

/** Made up: one word of a cause and no cause, names that read like one, nothing. */
const TRAPS = [
	'Skipping VM processing due to insufficient free disk space on datastore DS01',
	'Production datastore DS01 is getting low on free space (5 GB left), and may run out of free disk space completely due to open snapshots.',
	'Mailbox/User does not have a valid M365 license',
	"This site has exceeded its maximum file storage limit. To free up space, delete files you don't need and empty the recycle bin",
	"Cannot change web part export mode to 'All', because custom scripting is disabled for site: Intranet. Web part will be skipped",
	'Processing sql01 Error: Failed to open VDDK disk [[DATASTORE01] sql01/sql01_1.vmdk] ( is read-only mode - [true] )\r\nLogon attempt with parameters [VC/ESX: [192.0.2.194];Port: 443;Login: [svc@example.com];VMX Spec: [moref=vm-31466]]\r\nFailed to open disk for read.\r\nAgent failed to process method {DataTransfer.SyncDisk}.',
	'CBT data is invalid, failing over to legacy incremental backup. Please reset CBT on the VM.',
	'Item is locked by running session [File Backup]. Retry after current session completes.',
	'I/O device error: failed to write data to backup file. Check disk health on agent host.',
	'Failed to create processing task for VM dc02 Error: Failed to retrieve object hierarchy: exception ID d1dd9757',
	'Unable to allocate processing resources. Error: No backup proxy is able to process this VM due to proxy processing mode restrictions.',
	'The object has been deleted or is no longer accessible in vCenter inventory.',
	'Access is denied.',
	'Error: Unknown error',
	'The simulated session has failed.\r\nNothing was backed up.',
	'Der Auftrag ist fehlgeschlagen.',
	'Processing license-server Error: Failed to retrieve object hierarchy',
	'Processing VSS-TEST01 Error: Failed to retrieve object hierarchy',
	'Processing repository-vm Error: Disk was not found in the snapshot',
	'Processing network-01 Error: Checksum of the block does not match',
	'Failed to read the file [D:\\Backups\\operation timed out.vbk]. The block is damaged.',
	'Failed to read the file [/mnt/No space left on device/job.vbk]. The block is damaged.',
	'The script was stopped by user-defined rules',
	'Backup file verification failed: the block is corrupted. Code: 13',
	'The user was not found in the directory',
	'The backup chain is broken: the full restore point is missing',
	'',
];

const known = Object.entries(KNOWN).flatMap(([cause, rows]) =>
	rows.map(([message]): [string, string] => [cause, message]),
);

test.each(known)('%s: %s', (cause, message) => {
	expect(causeOf(message)).toBe(cause);
	expect(causeOf(`${message}\r\n`)).toBe(cause);
	expect(causeOf(message.toUpperCase())).toBe(cause);
});

const unknown = [...UNKNOWN.map(([message]) => message), ...TRAPS];

test.each(unknown)('nothing is guessed from: %s', (message) => {
	expect(causeOf(message)).toBe('unknown');
});

/** An address, or an article of the vendor. */
const SOURCE = /^(?:https:\/\/[\w-]+(?:\.[\w-]+)+\/\S+|KB\d{4})$/;

test.each([...Object.entries(KNOWN), ['unknown', UNKNOWN] as const])(
	'messages of %s can be looked up: five or more, 40 of those that stay unknown',
	(cause, rows) => {
		for (const [, source] of rows) expect(source).toMatch(SOURCE);
		const messages = new Set(rows.map(([message]) => message));
		expect(messages.size).toBe(rows.length);
		expect(messages.size).toBeGreaterThanOrEqual(cause === 'unknown' ? 40 : 5);
	},
);

/** Two causes in one message: the one that does not follow from the other one counts. */
test.each([
	[
		'repositoryFull',
		// As a page of the vendor has it: the job stops itself, and says that somebody did.
		`${KNOWN.stoppedByUser[3][0]}\n${KNOWN.stoppedByUser[4][0]}\n${KNOWN.repositoryFull[5][0]}`,
	],
	['licence', `${KNOWN.stoppedByUser[0][0]} ${KNOWN.licence[0][0]}`],
	['stoppedByUser', `${KNOWN.network[0][0]} ${KNOWN.stoppedByUser[0][0]}`],
	['credentials', `${KNOWN.network[6][0]} ${KNOWN.credentials[1][0]}`],
	['guestProcessing', `${KNOWN.timeout[0][0]} ${KNOWN.guestProcessing[0][0]}`],
	[
		'guestProcessing',
		'There is not enough disk space to create the volume shadow copy on the storage location. VSSControl: -2147467259',
	],
	[
		'guestProcessing',
		'Failed to create a shadow copy: there is not enough disk space to create the shadow copy on the storage location.',
	],
])('of several causes in one message %s counts: %s', (cause, message) => {
	expect(causeOf(message)).toBe(cause);
});

test.each([
	['repositoryFull', 'There is not\u00a0enough  space\ton the disk.'],
	['repositoryFull', '<p><b>Error:</b> There is not enough space on the <i>disk</i>.</p>'],
	[
		'repositoryFull',
		'Backup location [\\\\nas.example.com\\backup] is getting low on free disk space',
	],
	['credentials', 'Win32 error:Der Benutzername oder das Kennwort ist falsch.\r\n Code: 1326'],
	['network', 'Win32 error:Der Netzwerkpfad wurde nicht gefunden.\r\n Code: 53'],
	['network', 'Win32 error:Сетевой путь не найден.\r\n Code: 53'],
	['stoppedByUser', 'Job was stopped by EXAMPLE\\admin'],
])('%s, however it is written: %s', (cause, message) => {
	expect(causeOf(message)).toBe(cause);
});

test('of many messages the cause that most of them show counts, and those that show none do not', () => {
	const [[space], [low]] = KNOWN.repositoryFull;
	const [[closed]] = KNOWN.network;
	expect(causeOfAll([closed, space, low])).toBe('repositoryFull');
	expect(causeOfAll([closed, space])).toBe('network');
	expect(causeOfAll(['', 'Hard disk 1 (0 B)', closed])).toBe('network');
	expect(causeOfAll([])).toBe('unknown');
});

test('what stands behind a long margin is still looked at', () => {
	const [[space]] = KNOWN.repositoryFull;
	expect(causeOf(`${' '.repeat(200_000)}\r\n${space}`)).toBe('repositoryFull');
});

test.each(['a', ' ', '[.', '\n', 'guest ', 'backup window exceeded ', 'Processing ', '\ud800'])(
	'nothing is guessed from 200 kB of %j',
	(unit) => {
		const found = causeOf(unit.repeat(200_000 / unit.length));
		expect(found).toBe(unit.startsWith('backup') ? 'timeout' : 'unknown');
	},
);

test('whatever a message contains, looking at it takes no long time and finds one of the causes', () => {
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
		{ numRuns: cases(100) },
	);
});
