import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { capitalized, parseUid, spelled } from '../util/text';
import type { RpoException, RpoKind } from '../vspc/workloads/rpo';
import { choicesInWords } from './filters';
import type { Parameters } from './parameters';
import { COMPANY, uidField } from './uid';
import { WORKLOAD_KINDS } from './workloads';

/** Other hours for some workloads, wherever hours are asked for: by kind and company, the first that fits counts. */
export const rpoExceptionsField: INodeProperties = {
	displayName: 'RPO Exceptions',
	name: 'rpoExceptions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add exception',
	default: {},
	description:
		'Other hours than those of No Point for Hours, by kind and company. The first one that fits a workload counts.',
	options: [
		{
			displayName: 'Exception',
			name: 'exception',
			values: [
				{ ...uidField(COMPANY), required: false, description: 'Empty: all companies' },
				{
					displayName: 'Hours',
					name: 'hours',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 168,
				},
				{
					displayName: 'Kinds',
					name: 'kinds',
					type: 'multiOptions',
					options: rpoKindChoices(),
					default: [],
					description: 'Empty: all kinds',
				},
			],
		},
	],
};

/**
 * The exceptions among filters or options; none where nobody has added any.
 *
 * @throws NodeOperationError naming the row
 */
export function readExceptions(collection: Parameters): RpoException[] {
	const { name } = rpoExceptionsField;
	return collection.has(name) ? collection.parsed(name, parseExceptions) : [];
}

/** The kinds that exceptions are for. */
function rpoKindChoices() {
	const words = Object.fromEntries(
		WORKLOAD_KINDS.map(({ name, plural }) => [name, capitalized(plural)]),
	);
	return choicesInWords([...Object.keys(words), 'workstation'], {
		...words,
		workstation: 'Workstations of both kinds of computers',
	});
}

/**
 * Exceptions as n8n's editor or an expression gives them: `{ exception: [{ kinds, companyUid, hours }] }`, or the array.
 *
 * @throws Error whose message ends the sentence "The filter …"
 */
function parseExceptions(given: unknown): RpoException[] {
	const { exception = given } = (given ?? {}) as { exception?: unknown };
	if (!Array.isArray(exception) || exception.length === 0) throw new Error('has no exceptions');
	return exception.map((one, index) => parseException((one ?? {}) as IDataObject, index + 1));
}

function parseException({ kinds, companyUid, hours }: IDataObject, place: number): RpoException {
	const texts = Array.isArray(kinds) ? kinds : spelled(kinds).split(',');
	const names = texts.map((text) => spelled(text).trim()).filter((text) => text !== '');
	const known = [...WORKLOAD_KINDS.map(({ name }) => name), 'workstation'];
	const unknown = names.find((name) => !known.includes(name));
	if (unknown !== undefined) {
		const shown = unknown.slice(0, 60);
		throw new Error(`has the kind '${shown}' in row ${place}: choose from ${known.join(', ')}`);
	}
	const company = valueOfLocator(companyUid);
	const uid = parseUid(company);
	if (uid === undefined && spelled(company).trim() !== '') {
		throw new Error(`has a company in row ${place} that is not a UID`);
	}
	const number = typeof hours === 'string' && hours.trim() !== '' ? Number(hours) : hours;
	if (typeof number !== 'number' || !(number >= 0 && number < Infinity)) {
		throw new Error(`has no number of hours of 0 or more in row ${place}`);
	}
	return { kinds: names as RpoKind[], companyUid: uid, hours: number };
}

/** The value in a resource locator, or the value itself. */
function valueOfLocator(given: IDataObject[string]): unknown {
	return typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
}
