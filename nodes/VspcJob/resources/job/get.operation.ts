import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { connectOnce } from '../../../fields/authentication';
import { addHints } from '../../../fields/hints';
import { forEachItem, isRead, readAllItems, type Operation } from '../../../fields/operation';
import { optionsField, readLimits } from '../../../fields/options';
import { outputFields, readOutput, type Output } from '../../../fields/output';
import { readUid, uidField } from '../../../fields/uid';
import {
	additionOptions,
	fieldsFor,
	JobAdditions,
	readAdditions,
	type AdditionChoice,
} from './additions';
import { JOB_OUTPUT, JOB_UID } from './fields';
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
 * Jobs by their UIDs (vendor's REST guide, "Get Job"). Outputs `data` of the answer and the job key. Each UID
 * is asked for once, however many items have it.
 */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get backup server job',
		description: 'Retrieve a job of a backup server by its UID',
	},
	fields: [
		uidField(JOB_UID),
		...outputFields(JOB_OUTPUT),
		optionsField([...additionOptions, lookupOption]),
	],
	async execute(context, itemCount, keepGoing) {
		const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => readWish(context, itemIndex));
		const connection = connectOnce(
			context,
			context.getNodeParameter('authentication', 0, 'apiKey'),
		);
		const additions = new JobAdditions(context, connection);
		const jobs = new JobSource(context, connection, wishes.filter(isRead));
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

function readWish(context: IExecuteFunctions, itemIndex: number): Wish {
	const output = readOutput(context, JOB_OUTPUT, itemIndex);
	const choice = readAdditions(context, itemIndex);
	return {
		uid: readUid(context, JOB_UID, itemIndex),
		output,
		choice,
		limits: readLimits(context, itemIndex),
		fields: output.fields && [...output.fields, ...fieldsFor(choice)],
		single: context.getNodeParameter('options.lookup', itemIndex, 'auto') === 'single',
	};
}
