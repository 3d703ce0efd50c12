import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import { addHints } from '../../fields/hints';
import { forEachItem, isRead, readAllItems, type Operation } from '../../fields/operation';
import { optionsField, readLimits } from '../../fields/options';
import { outputFields, readOutput, type Output } from '../../fields/output';
import { readUid, uidField } from '../../fields/uid';
import { withArticle } from '../../shared/words';
import {
	additionOptions,
	fieldsFor,
	JobAdditions,
	readAdditions,
	type AdditionChoice,
} from './additions';
import type { JobResource } from './jobResource';
import { JobSource, type JobWish } from './source';

const lookupOption: INodeProperties = {
	displayName: 'Lookup',
	name: 'lookup',
	type: 'options',
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'Reads the list of jobs when that takes fewer requests; the output is the same',
		},
		{ name: 'One Request per Job', value: 'single' },
	],
	default: 'auto',
	description: 'How to read the jobs of many items',
};

/** What an item asks for. */
interface Wish extends JobWish {
	output: Output;
	choice: AdditionChoice;
}

/**
 * Get: jobs by their UIDs or keys. Outputs what VSPC sends and the job key. Each job is asked for once,
 * however many items name it.
 */
export function getOperation(resource: JobResource): Operation {
	const { kind, action, uid } = resource;
	return {
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${action}`,
			description: `Retrieve ${withArticle(kind.noun)} by its UID`,
		},
		fields: [
			uidField(uid),
			...outputFields(resource.output),
			// Kinds without single answers have but one way.
			optionsField(kind.fetch ? [...additionOptions, lookupOption] : additionOptions),
		],
		async execute(context, itemCount, keepGoing) {
			const wishes = readAllItems(itemCount, keepGoing, (itemIndex) =>
				readWish(resource, context, itemIndex),
			);
			const connection = connectOnce(context);
			const additions = new JobAdditions(kind, context, connection);
			const jobs = new JobSource(kind, context, connection, wishes.filter(isRead));
			const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => {
				const wish = wishes[itemIndex];
				if (!isRead(wish)) throw wish;
				const job = await jobs.get(wish, itemIndex);
				return [await additions.addTo(wish.output.pick(job), job, wish.choice)];
			});
			addHints(context, additions.hints);
			return outcomes;
		},
	};
}

function readWish(
	{ kind, uid, output: choices }: JobResource,
	context: IExecuteFunctions,
	itemIndex: number,
): Wish {
	const output = readOutput(context, choices, itemIndex);
	const choice = readAdditions(context, itemIndex);
	return {
		ref: readUid(context, uid, itemIndex),
		output,
		choice,
		limits: readLimits(context, itemIndex),
		fields: output.fields && [...output.fields, ...fieldsFor(kind, choice, '')],
		single: context.getNodeParameter('options.lookup', itemIndex, 'auto') === 'single',
	};
}
