import type { ActiveAlarm } from '../estate/types';
import { page } from '../query/page';
import { activationFields, alarmFields, alarmTemplateFields, companyNames } from '../schema/alarms';
import { renderRow } from '../schema/render';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { done, single } from './answers';
import type { Call } from './call';
import { findRow } from './find';
import { selector } from './select';

const viewOf = ({ version, state }: Call) => ({ version, enumCase: state.settings.enumCase });

/** How this server shows an alarm: its history never, its company as the setting says. */
function renderer(call: Call) {
	const { alarmCompanyField } = call.state.settings;
	const fields = alarmFields[alarmCompanyField];
	const all = new Set(Object.keys(fields));
	const view = viewOf(call);
	return (alarm: ActiveAlarm, only: ReadonlySet<string> = all): JsonObject => {
		if (alarmCompanyField === 'organizationUid') return renderRow(alarm, fields, view, only);
		const { instanceUid, type, organizationUid, ...rest } = alarm.object;
		const names = companyNames[alarmCompanyField].map((name) => [name, organizationUid]);
		const object = { instanceUid, type, ...Object.fromEntries(names), ...rest } as JsonObject;
		return renderRow({ ...alarm, object }, fields, view, only);
	};
}

/** The alarm of a path. */
export function findAlarm({ state }: Call, uid: string): ActiveAlarm {
	return findRow(state.estate.alarms, { what: 'Alarm', parameter: 'activeAlarmUid', uid });
}

/** GET /alarms/active */
export function listAlarms(call: Call): Answer {
	const { estate, settings } = call.state;
	const fields = alarmFields[settings.alarmCompanyField];
	return page({ rows: estate.alarms, render: renderer(call), isSteady: true }, call, fields);
}

/** GET /alarms/active/{activeAlarmUid} */
export function getAlarm(call: Call, uid: string): Answer {
	const alarm = findAlarm(call, uid);
	const cut = selector(call, alarmFields[call.state.settings.alarmCompanyField]);
	return single(cut(renderer(call)(alarm)));
}

/** DELETE /alarms/active/{activeAlarmUid} */
export function deleteAlarm(call: Call, uid: string): Answer {
	call.state.alarms.remove(findAlarm(call, uid));
	return done();
}

/** GET /alarms/active/{activeAlarmUid}/history */
export function listHistory(call: Call, uid: string): Answer {
	const render = (row: JsonObject, only?: ReadonlySet<string>) =>
		renderRow(row, activationFields, viewOf(call), only);
	return page({ rows: findAlarm(call, uid).history, render }, call, activationFields);
}

/** GET /alarms/templates */
export function listTemplates(call: Call): Answer {
	const render = (row: JsonObject, only?: ReadonlySet<string>) =>
		renderRow(row, alarmTemplateFields, viewOf(call), only);
	return page({ rows: call.state.estate.alarmTemplates, render }, call, alarmTemplateFields);
}

/** GET /alarms/templates/{alarmUid} */
export function getTemplate(call: Call, uid: string): Answer {
	const wanted = { what: 'Alarm template', parameter: 'alarmUid', uid };
	const template = findRow(call.state.estate.alarmTemplates, wanted);
	const cut = selector(call, alarmTemplateFields);
	return single(cut(renderRow(template, alarmTemplateFields, viewOf(call))));
}
