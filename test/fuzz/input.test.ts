import * as fc from 'fast-check';
import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyModeValidation,
	NodeOperationError,
} from 'n8n-workflow';

import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import {
	alarmTriggerFields,
	readSettings as readAlarmSettings,
} from '../../nodes/VspcAlarmTrigger/parameters';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import {
	readSettings as readJobSettings,
	triggerFields,
} from '../../nodes/VspcJobTrigger/parameters';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import {
	readSettings as readWorkloadSettings,
	workloadTriggerFields,
} from '../../nodes/VspcWorkloadTrigger/parameters';
import type { Resource } from '../../nodes/form/operation';
import { Parameters } from '../../nodes/form/parameters';
import { WORKLOAD_KINDS } from '../../nodes/form/workloads';
import { EXAMPLE_UID, UID_PATTERN } from '../../nodes/util/text';
import { toMoment, parseTime } from '../../nodes/util/time';
import { InvalidHostError, parseHost } from '../../nodes/vspc/client/connection';
import { parseFilter, valueAt } from '../../nodes/vspc/list/filter';
import { butFor, objectWith, text, uid, value } from './corpus';
import { fuzz, type Targets } from './runs';

/** What a person, an expression or a model gives. */
fuzz(
	'a host is one host and nothing else, or refused',
	0.05,
	fc.oneof(
		value,
		text.map((one) => `https://${one}`),
		fc.tuple(fc.domain(), text).map((parts) => parts.join('')),
		fc.webUrl(),
		fc.tuple(fc.ipV6(), fc.nat()).map(([ip, port]) => `[${ip}]:${port}`),
	),
	(given, reach) => {
		let host: string;
		try {
			host = parseHost(given);
		} catch (error) {
			expect(error).toBeInstanceOf(InvalidHostError);
			return;
		}
		const { username, password, pathname, search, hash } = new URL(`https://${host}/api/v3`);
		expect([username, password, pathname, search, hash]).toEqual(['', '', '/api/v3', '', '']);
		expect(host).not.toMatch(/[/\\@?#\s]/);
		reach('taken');
	},
	{ taken: 0.2 },
);

const condition: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
	condition: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		objectWith(['operation', 'property', 'value', 'collation', 'items']),
		fc.record({ operation: fc.constantFrom('equals', 'in', 'contains'), property: text, value }),
		fc.record({
			operation: fc.constantFrom('and', 'or', 'not'),
			items: fc.array(tie('condition'), { maxLength: 3 }),
		}),
	),
})).condition;

fuzz(
	'a custom filter can be sent, or is refused with a reason',
	0.05,
	fc.oneof(
		value,
		condition,
		fc.array(condition),
		condition.map((one) => JSON.stringify(one)),
	),
	(given) => {
		try {
			expect(typeof JSON.stringify(parseFilter(given))).toBe('string');
		} catch (error) {
			expect((error as Error).message).toMatch(/^is not a filter of VSPC: ./s);
		}
	},
);

fuzz('a date is a time or none', 0.05, fc.tuple(value, fc.boolean()), ([given, isEnd]) => {
	for (const zone of ['UTC', 'America/St_Johns']) {
		const moment = toMoment(given, zone, isEnd);
		if (moment !== undefined) expect(Number.isFinite(moment)).toBe(true);
	}
	const time = parseTime(given);
	if (time !== undefined) expect(Number.isFinite(time)).toBe(true);
});

fuzz(
	'a field is one of the row itself',
	0.03,
	fc.tuple(text, fc.constantFrom('__proto__', 'constructor', 'a.__proto__.x', 'toString.name')),
	([name, inherited]) => {
		const row = { a: { b: 1 } };
		expect(valueAt(row, inherited)).toBeUndefined();
		if (!['a', 'a.b'].includes(name)) expect(valueAt(row, name)).toBeUndefined();
	},
);

/** A form, and what reads it: an operation's or a trigger's. */
interface Form {
	name: string;
	fields: INodeProperties[];
	read: (p: Parameters) => unknown;
}

const resources: Resource[] = [VspcJob, VspcAlarm, VspcCompany, VspcWorkload].flatMap(
	(node) => node.resources,
);
const forms: Form[] = [
	...resources.flatMap(({ option, operations }) =>
		operations.map(({ option: { action }, fields, read }) => ({
			name: `${option.name}: ${action}`,
			fields,
			read,
		})),
	),
	{ name: 'VSPC Alarm Trigger', fields: alarmTriggerFields, read: readAlarmSettings },
	{ name: 'VSPC Job Trigger', fields: triggerFields, read: readJobSettings },
	{ name: 'VSPC Workload Trigger', fields: workloadTriggerFields, read: readWorkloadSettings },
];

/** Texts that only make sense in one form. */
const TEXTS_OF: Readonly<Record<string, string[]>> = {
	accentColor: ['#12965a', 'ABC'],
	headerColor: ['#101828', 'fff'],
	customFilter: ['[]', '[{"property":"name","operation":"equals","value":"x"}]'],
	csvField: ['csv', 'table'],
	htmlField: ['html', 'page'],
	from: ['2026-11-01', '2026-11-02T03:04:05Z'],
	to: ['2026-11-20', '2026-11-21T03:04:05+01:00'],
	lastRunAfter: ['2026-11-01', '2026-11-02T03:04:05Z'],
	lastRunBefore: ['2026-11-20', '2026-11-21T03:04:05+01:00'],
	logoUrl: ['https://example.com/logo.png'],
	since: ['2026-11-01', '2026-11-02T03:04:05Z'],
	timeZone: ['Europe/Berlin', 'UTC'],
};

/** Keys of workloads by kind, each with an example. */
const WORKLOAD_KEYS = WORKLOAD_KINDS.map(({ name, keyFields }): [string, fc.Arbitrary<string>] => [
	[name, ...keyFields.map(() => EXAMPLE_UID)].join(':'),
	fc.tuple(...keyFields.map(() => uid)).map((parts) => [name, ...parts].join(':')),
]);

/** Forms of which fewer cases are read: keys of two of three kinds are refused. */
const SELDOM_READ: Targets = { 'Any Job: Retry job of any kind': 0.1 };

/** What n8n hands over for a field that somebody filled in as it is meant. */
function filledIn(field: INodeProperties): fc.Arbitrary<unknown> {
	const { name, type, options = [], typeOptions = {}, modes = [] } = field;
	const entries = options as INodeProperties[];
	const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
	switch (type) {
		case 'options':
			return fc.constantFrom(...choices);
		case 'multiOptions':
			return fc.oneof(
				fc.constant(choices),
				fc.subarray(choices, { minLength: 1 }),
				fc.constant(field.default),
			);
		case 'boolean':
			return fc.boolean();
		case 'number': {
			const { minValue = 0, maxValue = 10_000, numberPrecision } = typeOptions;
			const whole = fc.integer({ min: minValue, max: maxValue });
			return numberPrecision === 0 ? whole : fc.oneof(whole, whole.map(String));
		}
		case 'resourceLocator': {
			const [rule] = modes.flatMap(
				({ validation = [] }) => validation,
			) as INodePropertyModeValidation[];
			const { regex } = rule.properties as { regex: string };
			// The editor does not look at where a key has its hyphens.
			const pattern = new RegExp(regex.replaceAll('[0-9a-fA-F-]{36}', UID_PATTERN));
			const keys = WORKLOAD_KEYS.filter(([example]) => pattern.test(example)).map(([, key]) => key);
			const any = fc.stringMatching(pattern, { size: 'xsmall' });
			return (keys.length > 0 ? fc.oneof(...keys) : any).map((one) => ({
				__rl: true,
				mode: 'id',
				value: one,
			}));
		}
		case 'collection': {
			if (entries.length === 0) return fc.constant({});
			const one = fc.oneof(
				...entries.map((entry) => fc.tuple(fc.constant(entry.name), filledIn(entry))),
			);
			return fc.array(one, { maxLength: 4 }).map((some) => Object.fromEntries(some));
		}
		case 'fixedCollection': {
			const [group] = options as INodePropertyCollection[];
			const one = fc.record(
				Object.fromEntries(group.values.map((entry) => [entry.name, filledIn(entry)])),
			);
			return fc.record({ [group.name]: fc.array(one, { maxLength: 2 }) });
		}
		default:
			return TEXTS_OF[name]
				? fc.constantFrom(...TEXTS_OF[name])
				: text.filter((one) => one.trim() !== '');
	}
}

/** A form that is filled in as it is meant, but for one or two fields or entries. */
function filled(fields: INodeProperties[]): fc.Arbitrary<IDataObject> {
	// Of fields of one name, n8n shows one; they are alike but for their default.
	const own = new Map([...fields].reverse().map((field) => [field.name, field]));
	const names = [...own.keys()].filter((name) => own.get(name)!.type !== 'notice');
	const sound = fc.record(
		Object.fromEntries(names.map((name) => [name, filledIn(own.get(name)!)])),
	) as fc.Arbitrary<IDataObject>;
	const collections = names.filter((name) => own.get(name)!.type === 'collection');
	const entries = collections.flatMap((name) =>
		(own.get(name)!.options ?? []).map((entry) => [name, entry.name] as const),
	);
	const inEntry =
		entries.length === 0
			? sound
			: fc.tuple(sound, fc.constantFrom(...entries), value).map(([form, [name, entry], other]) => ({
					...form,
					[name]: { ...(form[name] as IDataObject), [entry]: other } as IDataObject,
				}));
	return fc.oneof(
		{ weight: 2, arbitrary: butFor(sound, names) },
		{ weight: 2, arbitrary: sound },
		inEntry,
	);
}

for (const { name, fields, read } of forms) {
	fuzz(
		`the form of ${name} is read, or an error names the parameter`,
		0.12 / forms.length,
		filled(fields),
		async (parameters, reach) => {
			const isTrigger = name.endsWith('Trigger');
			const valueOf = (of: string, fallback: unknown) =>
				of in parameters ? parameters[of] : fallback;
			const context = {
				getNode: () => ({ name: 'VSPC', type: 'n8n-nodes-vspc.vspcJob' }),
				getTimezone: () => 'Europe/Berlin',
				...(isTrigger
					? { getNodeParameter: valueOf }
					: {
							getNodeParameter: (of: string, _item: number, fallback: unknown) =>
								valueOf(of, fallback),
							getInputData: () => [{ json: {} }],
						}),
			} as unknown as IExecuteFunctions;
			try {
				await read(new Parameters(context, fields, isTrigger ? undefined : 0));
				reach('read');
			} catch (error) {
				expect(error).toBeInstanceOf(NodeOperationError);
				expect((error as Error).message).toMatch(/'|^VSPC cannot/);
				reach('refused');
			}
		},
		{ read: SELDOM_READ[name] ?? 1 / 4 },
	);
}
