import type { Fields } from './fields';
import { fieldsOf } from './fields';

export const organizationFields: Fields = {
	...fieldsOf('text', 'name'),
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('text', 'alias'),
	...fieldsOf('enum', 'type'),
	...fieldsOf('text', 'taxId email phone countryName city street notes zipCode website'),
	...fieldsOf('text', 'veeamTenantId companyId'),
};

export const companyFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('text', 'name'),
	...fieldsOf('enum', 'status'),
	...fieldsOf('uuid', 'resellerUid subscriptionPlanUid'),
	permissions: { kind: 'enum', until: '3.5.1' },
	...fieldsOf('boolean', 'isRestAccessEnabled', '3.6'),
	...fieldsOf('boolean', 'isAlarmDetectEnabled'),
	...fieldsOf('text', 'loginUrl'),
};

export const locationFields: Fields = {
	...fieldsOf('text', 'name'),
	...fieldsOf('number', 'quotaGb'),
	...fieldsOf('uuid', 'instanceUid organizationUid'),
	...fieldsOf('enum', 'type'),
};

export const siteFields: Fields = {
	...fieldsOf('text', 'siteName'),
	...fieldsOf('uuid', 'siteUid'),
	...fieldsOf('text', 'description'),
	...fieldsOf('uuid', 'backupServerUid managementAgentUid'),
	...fieldsOf('boolean', 'maintenanceModeIsEnabled tenantManagementInCloudConnectIsEnabled'),
};

export const managementAgentFields: Fields = {
	...fieldsOf('uuid', 'instanceUid locationUid organizationUid'),
	...fieldsOf('text', 'hostName friendlyName'),
	...fieldsOf('date', 'lastHeartbeatTime'),
	...fieldsOf('text', 'version'),
	...fieldsOf('date', 'discoveryTime'),
	...fieldsOf('text', 'tag'),
	...fieldsOf('enum', 'status type connectionStatus'),
	...fieldsOf('boolean', 'isRebootRequired'),
	...fieldsOf('uuid', 'connectionAccount'),
	...fieldsOf('enum', 'versionStatus role'),
};

export const backupServerFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('text', 'name'),
	...fieldsOf('uuid', 'organizationUid locationUid managementAgentUid'),
	...fieldsOf('text', 'version displayVersion'),
	...fieldsOf('uuid', 'installationUid'),
	...fieldsOf('enum', 'backupServerRoleType status'),
	...fieldsOf('boolean', 'inHighAvailabilityCluster', '3.6.1'),
};
