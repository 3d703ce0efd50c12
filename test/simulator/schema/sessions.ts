import type { Fields } from './fields';
import { fieldsOf } from './fields';

/** Properties of a JobSessionHeatmapSession (API 3.6.1, preview). */
export const sessionFields: Fields = {
	...fieldsOf('text', 'jobName serverName'),
	...fieldsOf('uuid', 'managementAgentUid'),
	...fieldsOf('text', 'locationName'),
	...fieldsOf('uuid', 'locationUid'),
	...fieldsOf('text', 'organizationName'),
	...fieldsOf('uuid', 'organizationUid'),
	...fieldsOf('date', 'startTime endTime'),
	...fieldsOf('number', 'duration'),
	...fieldsOf('uuid', 'sessionUid'),
	...fieldsOf('text', 'failureMessage'),
	...fieldsOf('number', 'timeShiftMinutes'),
	...fieldsOf('enum', 'result jobType workloadType platformType'),
};
