/* Type aliases, not interfaces: only those can be used where a JSON object is asked for. */

/** A Veeam backup agent managed by the console, with what its jobs add up to left out. */
export type BackupAgent = {
	instanceUid: string;
	agentPlatform: 'Windows' | 'Linux' | 'Mac';
	status: string;
	managementAgentStatus: string;
	managementAgentUid: string;
	siteUid: string | null;
	organizationUid: string;
	name: string;
	operationMode: string;
	platform: string;
	version: string;
	versionStatus: string;
	activationTime: string | null;
	managementMode: string;
	installationType: string;
	guiMode: string;
};

/** A job of an agent, with the properties of all its forms: those of one OS show fewer. */
export type AgentJob = {
	instanceUid: string;
	originalUid: string | null;
	backupAgentUid: string;
	organizationUid: string;
	name: string | null;
	description: string | null;
	configUid: string;
	systemType: BackupAgent['agentPlatform'];
	backupPolicyUid: string | null;
	backupPolicyName: string | null;
	backupPolicyAssignStatus: string;
	backupPolicyFailureMessage: string | null;
	operationMode: string;
	destination: string | null;
	restorePoints: number | null;
	status: string;
	lastRun: string | null;
	lastEndTime: string | null;
	lastDuration: number | null;
	nextRun: string | null;
	avgDuration: number | null;
	backupMode: string;
	targetType: string;
	isEnabled: boolean;
	scheduleType: string;
	scheduleDisplayName: string;
	scheduleEvents: string[];
	lastModifiedDate: string | null;
	lastModifiedBy: string | null;
	/** Not declared nullable: empty when there is none. */
	failureMessage: string;
	backedUpSize: number | null;
	freeSpace: number | null;
};
