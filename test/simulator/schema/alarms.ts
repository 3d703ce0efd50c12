import type { Fields } from './fields';
import { fieldsOf } from './fields';

/** Properties of an AlarmActivation. */
export const activationFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('date', 'time'),
	...fieldsOf('enum', 'status'),
	...fieldsOf('text', 'message remark'),
};

/** Names under which an alarm may show its company: as the schema says, or the example. */
export type AlarmCompanyField = 'organizationUid' | 'companyUid' | 'both';
export const companyNames: Record<AlarmCompanyField, string[]> = {
	organizationUid: ['organizationUid'],
	companyUid: ['companyUid'],
	both: ['organizationUid', 'companyUid'],
};

function fieldsWith(companyField: AlarmCompanyField): Fields {
	return {
		...fieldsOf('uuid', 'instanceUid alarmTemplateUid'),
		...fieldsOf('number', 'repeatCount'),
		object: {
			kind: 'object',
			fields: {
				...fieldsOf('uuid', 'instanceUid'),
				...fieldsOf('enum', 'type'),
				...fieldsOf('uuid', companyNames[companyField].join(' ')),
				...fieldsOf('uuid', 'locationUid managementAgentUid'),
				...fieldsOf('text', 'computerName'),
				...fieldsOf('uuid', 'objectUid'),
				...fieldsOf('text', 'objectName'),
			},
		},
		lastActivation: { kind: 'object', fields: activationFields },
		...fieldsOf('enum', 'area'),
	};
}

/** Properties of an ActiveAlarm. */
export const alarmFields: Record<AlarmCompanyField, Fields> = {
	organizationUid: fieldsWith('organizationUid'),
	companyUid: fieldsWith('companyUid'),
	both: fieldsWith('both'),
};

/** Properties of an Alarm, which is a template. */
export const alarmTemplateFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('text', 'name'),
	...fieldsOf('enum', 'category'),
	...fieldsOf('uuid', 'organizationUid'),
	...fieldsOf('number', 'internalId'),
	knowledge: { kind: 'object', fields: fieldsOf('text', 'summary cause resolution') },
	...fieldsOf('boolean', 'isPredifined isEnabled'),
};
