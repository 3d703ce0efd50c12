/* Type aliases, not interfaces: only those can be used where a JSON object is asked for. */
import type { Json } from '../types';
import type { AgentJob, BackupAgent } from './agentTypes';
import type { ActiveAlarm, AlarmTemplate } from './alarmTypes';
import type { Vb365Job, Vb365Server } from './vb365Types';
import type { BackupRepository, SimulatedWorkload, Vb365Mapping } from './workloadTypes';

export type * from './agentTypes';
export type * from './alarmTypes';
export type * from './vb365Types';
export type * from './workloadTypes';

export type Organization = {
	name: string;
	instanceUid: string;
	alias: string | null;
	type: 'Provider' | 'Reseller' | 'Company';
	taxId: string | null;
	email: string | null;
	phone: string | null;
	countryName: string | null;
	city: string | null;
	street: string | null;
	notes: string | null;
	zipCode: string | null;
	website: string | null;
	veeamTenantId: string | null;
	companyId: string | null;
};

export type Company = {
	instanceUid: string;
	name: string;
	status: 'Active' | 'Disabled' | 'REMOVED_Expired' | 'Unknown';
	resellerUid: string | null;
	subscriptionPlanUid: string | null;
	isRestAccessEnabled: boolean;
	isAlarmDetectEnabled: boolean;
	loginUrl: string | null;
};

export type Location = {
	name: string;
	quotaGb: number;
	instanceUid: string;
	organizationUid: string;
	type: 'Default' | 'Custom';
};

export type Site = {
	siteName: string;
	siteUid: string;
	description: string | null;
	backupServerUid: string;
	managementAgentUid: string;
	maintenanceModeIsEnabled: boolean;
	tenantManagementInCloudConnectIsEnabled: boolean;
};

export type BackupServer = {
	instanceUid: string;
	name: string;
	organizationUid: string;
	locationUid: string;
	managementAgentUid: string;
	version: string;
	displayVersion: string;
	installationUid: string;
	backupServerRoleType: 'Client' | 'CloudConnect' | 'Hosted';
	status: 'Healthy' | 'Warning' | 'Inaccessible' | 'Unknown';
	inHighAvailabilityCluster: boolean;
};

/** Schema ManagementAgent, API 3.6.1; one to each server and computer. */
export type ManagementAgent = {
	instanceUid: string;
	locationUid: string | null;
	organizationUid: string;
	hostName: string;
	friendlyName: string | null;
	lastHeartbeatTime: string;
	version: string;
	discoveryTime: string;
	tag: string | null;
	status: string;
	type: 'Client' | 'CloudConnect' | 'Hosted' | 'Unknown';
	connectionStatus: 'Inaccessible' | 'Online' | 'Rejected' | 'Unknown';
	isRebootRequired: boolean;
	connectionAccount: string | null;
	versionStatus: string;
	role: 'Client' | 'Master' | 'Unknown';
};

export type SessionTask = {
	instanceUid: string;
	objectUid: string;
	objectName: string;
	totalObjects: number | null;
	processedObjects: number | null;
	readDataSize: number | null;
	transferredDataSize: number | null;
	startTime: string | null;
	endTime: string | null;
	duration: number | null;
	failureMessages: string[];
	status: string;
};

/** A job as the newest API version shows it; the vendor's one lacks most optional properties. */
export type EstateJob = {
	/** UID in Veeam Backup & Replication. */
	instanceUid: string;
	/** UID in VSPC. */
	uniqueUid?: string;
	name: string;
	description?: string;
	createdBy?: string;
	creationTime?: string | null;
	backupServerUid: string;
	locationUid?: string;
	siteUid?: string | null;
	organizationUid: string;
	mappedOrganizationUid?: string | null;
	status: string;
	type: string;
	lastRun: string | null;
	lastEndTime: string | null;
	lastDuration: number | null;
	processingRate: number | null;
	avgDuration: number | null;
	transferredData: number | null;
	backupChainSize?: number | null;
	bottleneck: string;
	isEnabled: boolean;
	scheduleType: string;
	schedule?: { [name: string]: Json } | null;
	failureMessage: string | null;
	targetType: string;
	destination: string | null;
	retentionLimit?: number | null;
	retentionLimitType?: string;
	isGfsOptionEnabled?: boolean;
	lastSessionTasks?: SessionTask[];
};

/** A job of a backup server, of an agent or of Microsoft 365. */
export type AnyJob = EstateJob | AgentJob | Vb365Job;

/** Everything the simulated service provider has. */
export interface Estate {
	seed: number;
	now: Date;
	/** Provider, resellers and companies. */
	organizations: Organization[];
	companies: Company[];
	locations: Location[];
	sites: Site[];
	backupServers: BackupServer[];
	jobs: EstateJob[];
	backupAgents: BackupAgent[];
	agentJobs: AgentJob[];
	vb365Servers: Vb365Server[];
	managementAgents: ManagementAgent[];
	vb365Jobs: Vb365Job[];
	workloads: SimulatedWorkload[];
	repositories: BackupRepository[];
	vb365Mappings: Vb365Mapping[];
	vendorJobUid: string;
	alarms: ActiveAlarm[];
	alarmTemplates: AlarmTemplate[];
}
