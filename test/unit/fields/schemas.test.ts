import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { VspcAlarm } from '../../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcCompany } from '../../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../../nodes/VspcJob/VspcJob.node';
import { VspcWorkload } from '../../../nodes/VspcWorkload/VspcWorkload.node';
import { alarmChoiceFields } from '../../../nodes/vspc/alarms';
import { joinedFields } from '../../../nodes/vspc/companies';
import { eitherOf, type Field, type Fields, simplifiedOf } from '../../../nodes/vspc/fields';
import { agentJob } from '../../../nodes/vspc/jobs/agentJob';
import { backupServerJob } from '../../../nodes/vspc/jobs/backupServerJob';
import { microsoft365Job } from '../../../nodes/vspc/jobs/microsoft365Job';
import { workloadFields } from '../../../nodes/vspc/workloads/kind';
import { misfits, readSchemas, type Schema } from '../../schemas';

const schemas = readSchemas();

/** Every operation that the editor offers, with its fields. */
const operations = [new VspcAlarm(), new VspcCompany(), new VspcJob(), new VspcWorkload()].flatMap(
	(node) => {
		const { properties } = node.description;
		const optionsOf = ({ options }: INodeProperties) => (options as INodePropertyOptions[]) ?? [];
		return properties
			.filter(({ name }) => name === 'operation')
			.flatMap((list) => {
				const [resource] = list.displayOptions?.show?.resource as string[];
				return optionsOf(list).map(({ value }) => {
					const operation = String(value);
					const fields = properties.find(
						({ name, displayOptions: { show = {} } = {} }) =>
							name === 'fields' &&
							show.resource?.includes(resource) &&
							show.operation?.includes(operation),
					);
					const file = `${node.constructor.name}/__schema__/v1.0.0/${resource}/${operation}.json`;
					return { file, choices: fields ? optionsOf(fields).map((one) => String(one.value)) : [] };
				});
			});
	},
);
const choosing = operations.filter(({ choices }) => choices.length > 0);

/** Every schema within one, with its path. */
function within(schema: Schema, path = ''): Array<[string, Schema]> {
	const parts = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
		within(part, `${path}.${name}`),
	);
	return [[path, schema], ...parts, ...(schema.items ? within(schema.items, `${path}[]`) : [])];
}

test('every operation has a schema where n8n looks for it, every trigger has one, and nothing else', () => {
	const triggers = ['VspcAlarmTrigger', 'VspcJobTrigger', 'VspcWorkloadTrigger'];
	expect([...schemas.keys()].sort()).toEqual(
		[
			...operations.map(({ file }) => file),
			...triggers.map((name) => `${name}/__schema__/v1.0.0/output.json`),
		].sort(),
	);
	expect(operations.length).toBeGreaterThan(20);
});

test.each([...schemas])("%s is one that n8n's editor can show", (_file, schema) => {
	for (const [, { type, properties, items, ...others }] of within(schema)) {
		expect(['string', 'integer', 'number', 'boolean', 'object', 'array']).toContain(type);
		if (type === 'object') expect(Object.keys(properties ?? {})).not.toEqual([]);
		else expect(properties).toBeUndefined();
		expect(items !== undefined).toBe(type === 'array');
		for (const name of Object.keys(others))
			expect(['format', 'nullable', 'version']).toContain(name);
	}
});

test.each(choosing)('$file has every choice of Selected Fields', ({ file, choices }) => {
	const known = within(schemas.get(file)!).map(([path]) => path.slice(1));
	expect(known).toEqual(expect.arrayContaining(choices));
});

test('what a schema does not say is noticed', () => {
	const schema: Schema = {
		type: 'object',
		properties: {
			uid: { type: 'string', format: 'uuid', nullable: true },
			at: { type: 'string', format: 'date-time' },
			tasks: {
				type: 'array',
				items: { type: 'object', properties: { size: { type: 'integer' } } },
			},
		},
	};
	expect(
		misfits({ uid: null, at: '2026-01-31T18:00:00.0000000+01:00', tasks: [] }, schema),
	).toEqual([]);
	expect(misfits({ uid: '1', at: null, tasks: [{ size: 1.5 }], more: 1 }, schema)).toEqual([
		'item.uid is no uuid: "1"',
		'item.at is no date-time: null',
		'item.tasks[].size is no integer: 1.5',
		'item.more is unknown',
	]);
});

test.each<Fields>([
	agentJob.fields,
	backupServerJob.fields,
	microsoft365Job.fields,
	alarmChoiceFields,
	joinedFields,
	workloadFields,
])('Simplified has ten fields at most, each with a place of its own', (fields) => {
	const places = simplifiedOf(fields).map((path) => {
		const [name, part] = path.split('.');
		const field: Field = fields[name];
		return (part ? field.parts?.[part] : field)?.simplified;
	});
	expect(places).toEqual(places.map((_, index) => index + 1));
	expect(places.length).toBeGreaterThan(0);
	expect(places.length).toBeLessThanOrEqual(10);
});

test('what several kinds of jobs have is of one type', () => {
	const tables: Fields[] = [agentJob.fields, backupServerJob.fields, microsoft365Job.fields];
	const either = eitherOf(...tables);
	for (const [name, { type }] of tables.flatMap((table) => Object.entries(table))) {
		expect([name, type]).toEqual([name, either[name].type]);
	}
});
