import type { AlarmAction } from './alarmActions';
import { runAlarmAction } from './alarmActions';
import {
	deleteAlarm,
	getAlarm,
	getTemplate,
	listAlarms,
	listHistory,
	listTemplates,
} from './alarms';
import type { Handler } from './call';
import { firstAnswer } from './idempotency';

const active = /^\/alarms\/active\/([^/]+)(?:\/(history|acknowledge|resolve))?$/;
const template = /^\/alarms\/templates\/([^/]+)$/;

function activeRoute(method: string, uid: string, rest: string | undefined): Handler | undefined {
	if (method === 'GET' && rest === 'history') return (call) => listHistory(call, uid);
	if (method === 'GET' && !rest) return (call) => getAlarm(call, uid);
	if (method === 'DELETE' && !rest) {
		return (call) => firstAnswer(call, () => deleteAlarm(call, uid));
	}
	if (method !== 'POST' || !rest || rest === 'history') return undefined;
	return (call) => firstAnswer(call, () => runAlarmAction(call, uid, rest as AlarmAction));
}

/** The handler of a path below /alarms. */
export function alarmRoute(method: string, path: string): Handler | undefined {
	const one = active.exec(path);
	if (one) return activeRoute(method, one[1], one[2]);
	if (method !== 'GET') return undefined;
	if (path === '/alarms/active') return listAlarms;
	if (path === '/alarms/templates') return listTemplates;
	const found = template.exec(path);
	return found ? (call) => getTemplate(call, found[1]) : undefined;
}
