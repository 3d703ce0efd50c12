import type { INodeProperties, INodeType } from 'n8n-workflow';

import { VspcApi } from '../../credentials/VspcApi.credentials';
import { VspcLoginApi } from '../../credentials/VspcLoginApi.credentials';
import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { REASONS } from '../../nodes/trigger/jobs/events';

/** What a person reads in the editor, word by word. */
const nodes: INodeType[] = [
	new VspcAlarm(),
	new VspcAlarmTrigger(),
	new VspcCompany(),
	new VspcJob(),
	new VspcJobTrigger(),
	new VspcWorkload(),
	new VspcWorkloadTrigger(),
];
const descriptions = nodes.map(({ description }) => description);

/** Every field of a form, those of collections too. */
function fieldsOf(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((field) => [
		field,
		...fieldsOf(
			(field.options ?? []).filter((option): option is INodeProperties => 'type' in option),
		),
	]);
}

/** Every text that an object has, at any depth. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

const forms = [
	...descriptions.map(({ name, properties }) => ({ name, properties })),
	...[new VspcApi(), new VspcLoginApi()],
];

describe.each(forms)('$name', ({ properties }) => {
	const fields = fieldsOf(properties);

	test('every text field has an example', () => {
		const texts = fields.filter(
			({ type, typeOptions }) => type === 'string' && typeOptions?.password !== true,
		);
		expect(texts.filter(({ placeholder }) => !placeholder?.startsWith('e.g. '))).toEqual([]);
	});

	test('labels in collections are short enough not to be cut', () => {
		const inside = fields
			.filter(({ type }) => type === 'collection')
			.flatMap(({ options }) => options as INodeProperties[]);
		const long = inside.map(({ displayName }) => displayName).filter((label) => label.length > 22);
		expect(long).toEqual([]);
	});

	test('a list that loads slowly says what to do', () => {
		const lists = fields
			.flatMap(({ modes = [] }) => modes)
			.filter(({ type }) => type === 'list')
			.map(({ typeOptions }) => typeOptions?.slowLoadNotice?.message);
		expect(lists.filter((message) => !/By (ID|Key)/.test(message ?? ''))).toEqual([]);
	});
});

test.each([
	...forms.map(({ name, properties }) => ({ name, texts: textsIn(properties) })),
	...descriptions.map((description) => ({
		name: `${description.name}, the node itself`,
		texts: textsIn({ ...description, properties: [] }),
	})),
	{ name: 'reasons in the log', texts: textsIn(REASONS) },
])('$name: only words that everybody uses', ({ texts }) => {
	const odd = /\b(tells?|told|telling|news|so after|holds?|alike|wish(es)?|shall|misspelt)\b/i;
	expect(texts.filter((text) => odd.test(text))).toEqual([]);
});

test('what builds workflows can read which nodes go together, by names that exist', () => {
	const own = descriptions.map(({ name }) => `n8n-nodes-vspc.${name}`);
	for (const { builderHint } of descriptions) {
		expect(builderHint?.searchHint).toBeTruthy();
		const related = builderHint!.relatedNodes!.map(({ nodeType }) => nodeType);
		expect(
			related.filter((type) => !own.includes(type) && !type.startsWith('n8n-nodes-base.')),
		).toEqual([]);
	}
});
