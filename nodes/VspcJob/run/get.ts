import type { IExecuteFunctions } from 'n8n-workflow';

import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { readOutput, type Output } from '../../fields/output';
import { readParameter } from '../../fields/parameter';
import { connectOnce } from '../../fields/authentication';
import { addHints } from '../../fields/run/hints';
import { forEachItem, isRead, readAllItems } from '../../fields/run/items';
import { readUid } from '../../fields/uid';
import type { JobResource } from '../builders/jobResource';
import { fieldsFor, JobAdditions, readAdditions, type AdditionChoice } from './additions';
import { JobSource, type JobWish } from './source';

/** What an item asks for. */
interface Wish extends JobWish {
	output: Output;
	choice: AdditionChoice;
}

/** Runs Get, see builders/get.ts. */
export async function getJobs(
	resource: JobResource,
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const kind = resource.kind;
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
		return [await additions.addTo(job, wish.output.pick, wish.choice)];
	});
	addHints(context, additions.hints);
	return outcomes;
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
		single: readParameter(context, 'options.lookup', itemIndex, 'auto') === 'single',
	};
}
