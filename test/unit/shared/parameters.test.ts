import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { Parameters } from '../../../nodes/form/parameters';
import { readExceptions, rpoExceptionsField } from '../../../nodes/form/rpo';
import { COMPANY, uidField } from '../../../nodes/form/uid';

/** What a person reads about a parameter that does not fit, and what expressions may come to. */

const UID = '22222222-2222-4222-8222-222222222222';

const form: INodeProperties[] = [
	{ displayName: 'Name', name: 'name', type: 'string', default: '' },
	{
		displayName: 'Hours',
		name: 'hours',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 24,
	},
	{
		displayName: 'Share',
		name: 'share',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1 },
		default: 1,
	},
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 1,
	},
	{ displayName: 'Active', name: 'active', type: 'boolean', default: false },
	{ displayName: 'Since', name: 'since', type: 'dateTime', default: '' },
	{
		displayName: 'Sort By',
		name: 'sortBy',
		type: 'options',
		options: [
			{ name: 'Name', value: 'name' },
			{ name: 'Status', value: 'status' },
		],
		default: 'name',
	},
	{
		displayName: 'Kinds',
		name: 'kinds',
		type: 'multiOptions',
		options: [{ name: 'Job', value: 'job' }],
		default: [],
	},
	uidField(COMPANY),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		options: [
			{ displayName: 'Limit', name: 'limit', type: 'number', default: 50 },
			{ ...rpoExceptionsField } as never,
		],
	},
];

function parametersOf(given: IDataObject, items = 1) {
	const context = {
		getNode: () => ({ name: 'VSPC Job' }),
		getNodeParameter: (name: string) => given[name],
		getInputData: () => Array.from({ length: items }, () => ({ json: {} })),
		getTimezone: () => 'Europe/Berlin',
	} as unknown as IExecuteFunctions;
	return new Parameters(context, form, 0);
}

/** The message, and what fits, of the error that reading throws. */
function refusal(read: () => unknown): string {
	try {
		read();
	} catch (error) {
		const { message, description } = error as { message: string; description: string };
		return `${message} | ${description}`;
	}
	throw new Error('nothing was refused');
}

const EMPTY =
	'The value is empty. If it comes from an expression, check that the field exists and is spelled correctly.';

test.each<[string, IDataObject, (p: Parameters) => unknown, string]>([
	['no text', {}, (p) => p.text('name'), `'Name' is empty | ${EMPTY} Enter a value.`],
	['an object as text', { name: { a: 1 } }, (p) => p.text('name'), "'Name' is not text"],
	['no number', { hours: ' ' }, (p) => p.number('hours'), "'Hours' is not a number of 0 or more"],
	['a number that is too large', { share: '2' }, (p) => p.number('share'), 'number from 0 to 1'],
	['half a day', { days: 1.5 }, (p) => p.number('days'), 'not a whole number of 1 or more'],
	['no yes or no', {}, (p) => p.boolean('active'), "'Active' is empty"],
	['maybe', { active: 'maybe' }, (p) => p.boolean('active'), "has the value 'maybe'"],
	['no time', {}, (p) => p.time('since'), "'Since' is empty"],
	['a day that is none', { since: '2026-02-30' }, (p) => p.time('since'), 'zone Europe/Berlin'],
	['no choice', {}, (p) => p.choice('sortBy'), 'Choose one of: name, status.'],
	['no choices', { kinds: [] }, (p) => p.list('kinds'), 'Choose at least one of: job.'],
	[
		'a choice misspelt',
		{ sortBy: 'nme' },
		(p) => p.choice('sortBy'),
		'Choose one of: name, status',
	],
	['a choice of several misspelt', { kinds: 'jbo' }, (p) => p.list('kinds'), 'Choose from: job.'],
	['a company that is none', { companyUid: 7 }, (p) => p.uid(COMPANY), 'not the UID of a company'],
	[
		'a value of a form of its own',
		{ companyUid: { mode: 'list', value: '' } },
		(p) => p.parsed('companyUid', String),
		'Choose one from the list.',
	],
	[
		'options as a list',
		{ options: [] },
		(p) => p.options.number('limit'),
		"'Options' is not an object",
	],
])('%s is refused', (_, given, read, words) => {
	expect(refusal(() => read(parametersOf(given)))).toContain(words);
});

test('of several items, the message says which', () => {
	expect(refusal(() => parametersOf({}, 3).text('name'))).toContain(
		"'Name' (item 1 of 3) is empty",
	);
	expect(refusal(() => parametersOf({}, 1).text('name'))).toContain("'Name' is empty");
});

test('what expressions come to is taken as the editor gives it', () => {
	const given = { name: 7, hours: ' 1.5 ', active: ' TRUE', sortBy: 'STATUS', kinds: 'Job, job' };
	const parameters = parametersOf(given);
	expect(parameters.text('name')).toBe('7');
	expect(parameters.number('hours')).toBe(1.5);
	expect(parameters.boolean('active')).toBe(true);
	expect(parameters.choice('sortBy')).toBe('status');
	expect(parameters.list('kinds')).toEqual(['job']);
	expect(parameters.inZone('UTC').timeZone).toBe('UTC');
});

describe('RPO exceptions', () => {
	const read = (rpoExceptions: unknown) =>
		readExceptions(parametersOf({ options: { rpoExceptions } as IDataObject }).options);

	test('nobody has added any', () => {
		expect(readExceptions(parametersOf({ options: {} }).options)).toEqual([]);
	});

	test('the form of the editor, and what expressions give, are the same', () => {
		const wanted = [{ kinds: ['virtualMachine', 'workstation'], companyUid: UID, hours: 72 }];
		const fromEditor = {
			kinds: ['virtualMachine', 'workstation'],
			companyUid: { mode: 'list', value: UID.toUpperCase() },
			hours: 72,
		};
		expect(read({ exception: [fromEditor] })).toEqual(wanted);
		const fromExpression = {
			kinds: ' virtualMachine ,workstation,',
			companyUid: UID,
			hours: ' 72 ',
		};
		expect(read([fromExpression])).toEqual(wanted);
	});

	test('without kinds and company, an exception is for all', () => {
		const all = [{ kinds: [], companyUid: undefined, hours: 0 }];
		expect(read([{ hours: 0 }])).toEqual(all);
		expect(read([{ kinds: null, companyUid: ' ', hours: '0' }])).toEqual(all);
	});

	test.each([
		['no row', { exception: [] }, 'has no exceptions'],
		['a text', 'all', 'has no exceptions'],
		['a row of nothing', [null], 'has no number of hours of 0 or more in row 1'],
		['hours of blanks', [{ hours: 1 }, { hours: ' ' }], 'number of hours of 0 or more in row 2'],
		['hours below 0', [{ hours: -1 }], 'number of hours of 0 or more in row 1'],
		['hours without end', [{ hours: 'Infinity' }], 'number of hours of 0 or more in row 1'],
		[
			'a company by name',
			[{ companyUid: 'Acme', hours: 1 }],
			'a company in row 1 that is not a UID',
		],
		['a number as company', [{ companyUid: 0, hours: 1 }], 'a company in row 1 that is not a UID'],
		[
			'an unknown kind',
			[{ kinds: ['laptop'], hours: 1 }],
			"has the kind 'laptop' in row 1: choose",
		],
	])('%s: refused, with the row', (_, given, words) => {
		const message = refusal(() => read(given));
		expect(message).toMatch(/^The option 'RPO Exceptions' has /);
		expect(message).toContain(words);
	});
});
