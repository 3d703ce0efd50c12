import * as fc from 'fast-check';
import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import type { Operation, Resource } from '../../nodes/form/operation';
import { Parameters } from '../../nodes/form/parameters';
import { toMoment, parseTime } from '../../nodes/util/time';
import { InvalidHostError, parseHost } from '../../nodes/vspc/client/connection';
import { parseFilter, valueAt } from '../../nodes/vspc/list/filter';
import { objectWith, text, value } from './corpus';
import { fuzz } from './runs';

/** What a person, an expression or a model gives. */
fuzz(
	'a host is one host and nothing else, or refused',
	0.1,
	fc.oneof(
		value,
		text.map((one) => `https://${one}`),
		fc.tuple(fc.domain(), text).map((parts) => parts.join('')),
		fc.webUrl(),
		fc.tuple(fc.ipV6(), fc.nat()).map(([ip, port]) => `[${ip}]:${port}`),
	),
	(given) => {
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
	},
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

interface Case {
	operation: Operation;
	parameters: IDataObject;
	/** What a failure shows of it */
	toString: () => string;
}

const resources: Resource[] = [VspcJob, VspcAlarm, VspcCompany, VspcWorkload].flatMap(
	(node) => node.resources,
);

/** What n8n hands over for a form in which everything was filled in, by whatever expression. */
function filledIn(fields: INodeProperties[]): fc.Arbitrary<IDataObject> {
	const names = new Map<string, fc.Arbitrary<unknown>>();
	for (const { name, type, options = [] } of fields) {
		const entries = (options as INodeProperties[]).map((option) => option.name);
		const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
		names.set(
			name,
			type === 'collection'
				? fc.oneof(objectWith(entries), value)
				: choices.length > 0
					? fc.oneof(fc.constantFrom(...choices), fc.array(fc.constantFrom(...choices)), value)
					: value,
		);
	}
	return fc.record(Object.fromEntries(names)) as fc.Arbitrary<IDataObject>;
}

const cases: fc.Arbitrary<Case> = fc.oneof(
	...resources.flatMap(({ operations }) =>
		operations.map((operation) =>
			filledIn(operation.fields).map((parameters) => ({
				operation,
				parameters,
				toString: () => `${operation.option.action} ${JSON.stringify(parameters)}`,
			})),
		),
	),
);

fuzz('a form is read, or an error names the parameter', 0.12, cases, async (one) => {
	const { operation, parameters } = one;
	const context = {
		getNode: () => ({ name: 'VSPC', type: 'n8n-nodes-vspc.vspcJob' }),
		getNodeParameter: (name: string, _item: number, fallback: unknown) =>
			name in parameters ? parameters[name] : fallback,
		getInputData: () => [{ json: {} }],
		getTimezone: () => 'Europe/Berlin',
	} as unknown as IExecuteFunctions;
	try {
		await operation.read(new Parameters(context, operation.fields, 0));
	} catch (error) {
		expect(error).toBeInstanceOf(NodeOperationError);
		expect((error as Error).message).toMatch(/'|^VSPC cannot/);
	}
});
