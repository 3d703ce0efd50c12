import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { ALARMS_PATH, objectNameOf, statusOf } from '../../shared/alarms/alarm';
import { AlarmNames } from '../../shared/alarms/alarmNames';
import { toAlarmSieve } from '../../shared/alarms/filters';
import type { Asking } from '../../shared/asking';
import { ORGANIZATIONS_PATH } from '../../shared/companies/company';
import { readList } from '../../shared/list/query';
import { oneOf } from '../../shared/list/rules';
import { compareWords } from '../../shared/words';
import { connect } from '../authentication';
import type { WholeListName } from '../listSearch';
import { LIST_LIMITS } from './listSearch';

/** n8n asks for more when the list is scrolled, and all is read again then. */
const ENTRIES = 500;

type Entry = INodeListSearchResult['results'][number];

/** By the names that n8n calls them by; `wanted` is what is searched for, in small letters. */
const WHOLE_LISTS: Record<WholeListName, (asking: Asking, wanted: string) => Promise<Entry[]>> = {
	searchAlarms: listAlarms,
	searchResellers: listResellers,
};

/**
 * A drop-down list of which everything is read and searched here, by what is shown.
 *
 * @param filter part of what is shown, upper and lower case alike
 * @param paginationToken how many entries were shown already
 */
export async function searchWholeList(
	context: ILoadOptionsFunctions,
	list: WholeListName,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const connection = await connect(context, context.getNodeParameter('authentication', 'apiKey'));
	const wanted = filter.trim().toLowerCase();
	const entries = (await WHOLE_LISTS[list]({ context, connection, limits: LIST_LIMITS }, wanted))
		.filter(({ name }) => name.toLowerCase().includes(wanted))
		.sort((a, b) => compareWords(a.name, b.name));
	const start = Number(paginationToken);
	const end = start + ENTRIES;
	return {
		results: entries.slice(start, end),
		paginationToken: end < entries.length ? String(end) : undefined,
	};
}

/** What resolved alarms are marked with, and found by. */
const RESOLVED = 'resolved';

/**
 * `name: object (company)`, since the same alarm is raised for many objects of many customers. VSPC keeps resolved
 * alarms on its list of active ones; they are offered to who searches for them.
 */
async function listAlarms(
	{ context, connection, limits }: Asking,
	wanted: string,
): Promise<Entry[]> {
	const isAsked = wanted.includes(RESOLVED);
	const { expressions, keep } = toAlarmSieve({ isResolved: isAsked ? undefined : false });
	const names = new AlarmNames(context, async () => connection, limits);
	const { rows } = await readList(
		context,
		connection,
		{
			call: { path: ALARMS_PATH, doing: 'listing the alarms' },
			keyOf: (alarm) => alarm.instanceUid,
			filter: expressions,
			keep,
			select: ['instanceUid', 'alarmTemplateUid', 'object', 'lastActivation'],
		},
		limits,
	);
	return await Promise.all(
		rows.filter(hasUid).map(async (alarm) => {
			const company = await names.companyOf(alarm);
			const isOver = statusOf(alarm) === RESOLVED;
			const details = [company, isOver ? RESOLVED : null].filter(Boolean).join(', ');
			const about = objectNameOf(alarm) || 'unnamed object';
			return {
				name: `${(await names.nameOf(alarm)) ?? 'Alarm'}: ${about}${details ? ` (${details})` : ''}`,
				value: String(alarm.instanceUid),
			};
		}),
	);
}

async function listResellers({ context, connection, limits }: Asking): Promise<Entry[]> {
	const { expression, keep } = oneOf('type', ['Reseller']);
	const { rows } = await readList(
		context,
		connection,
		{
			call: { path: ORGANIZATIONS_PATH, doing: 'listing the resellers' },
			keyOf: (organization) => organization.instanceUid,
			filter: expression && [expression],
			keep,
			select: ['instanceUid', 'name', 'type'],
		},
		limits,
	);
	return rows.filter(hasUid).map(({ name, instanceUid }) => ({
		name: String(name || instanceUid),
		value: String(instanceUid),
	}));
}

function hasUid({ instanceUid }: IDataObject): boolean {
	return typeof instanceUid === 'string';
}
