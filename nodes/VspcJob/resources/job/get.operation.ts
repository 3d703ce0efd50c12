import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { connectOnce } from '../../../fields/authentication';
import { addHints } from '../../../fields/hints';
import { forEachItem, type Operation, type Outcome } from '../../../fields/operation';
import { optionsField, readLimits } from '../../../fields/options';
import { outputFields, readOutput, type Output } from '../../../fields/output';
import { readUid, uidField } from '../../../fields/uid';
import type { Connection } from '../../../shared/connection';
import { fetchJob, findInList } from '../../../shared/jobs/lookup';
import { asError } from '../../../shared/parallel';
import type { Limits } from '../../../shared/send';
import {
	additionOptions,
	fieldsFor,
	JobAdditions,
	readAdditions,
	type AdditionChoice,
} from './additions';
import { JOB_OUTPUT, JOB_UID } from './fields';

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
interface Wish {
	uid: string;
	output: Output;
	choice: AdditionChoice;
	limits: Limits;
	lookup: string;
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
		const wishes = Array.from({ length: itemCount }, (_, itemIndex) =>
			readWish(context, itemIndex),
		);
		const invalid = wishes.find((wish) => wish instanceof Error);
		// Nothing is asked for a node that is going to stop anyway.
		if (invalid && !keepGoing) return wishes.map((): Outcome => ({ error: invalid as Error }));

		const connection = connectOnce(
			context,
			context.getNodeParameter('authentication', 0, 'apiKey'),
		);
		const additions = new JobAdditions(context, connection);
		const jobs = new JobSource(context, connection, wishes);
		const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => {
			const wish = wishes[itemIndex];
			if (wish instanceof Error) throw wish;
			const job = await jobs.get(wish, itemIndex);
			return [await additions.addTo(wish.output.pick(job), job, wish.choice)];
		});
		addHints(context, additions.hints);
		return outcomes;
	},
};

function readWish(context: IExecuteFunctions, itemIndex: number): Wish | Error {
	try {
		return {
			uid: readUid(context, JOB_UID, itemIndex),
			output: readOutput(context, JOB_OUTPUT, itemIndex),
			choice: readAdditions(context, itemIndex),
			limits: readLimits(context, itemIndex),
			lookup: context.getNodeParameter('options.lookup', itemIndex, 'auto') as string,
		};
	} catch (error) {
		return asError(error);
	}
}

/** Each job once per execution, from the list or by itself. */
class JobSource {
	private readonly asked = new Map<string, Promise<IDataObject>>();
	private listed?: Promise<Map<string, IDataObject>>;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: () => Promise<Connection>,
		private readonly wishes: Array<Wish | Error>,
	) {}

	async get(wish: Wish, itemIndex: number): Promise<IDataObject> {
		let job = this.asked.get(wish.uid);
		if (!job) {
			job = this.find(wish, itemIndex);
			this.asked.set(wish.uid, job);
		}
		return await job;
	}

	private async find({ uid, lookup, limits }: Wish, itemIndex: number): Promise<IDataObject> {
		const connection = await this.connection();
		if (lookup !== 'single') {
			this.listed ??= this.readList(connection);
			const listed = (await this.listed).get(uid);
			if (listed) return listed;
		}
		return await fetchJob(this.context, connection, uid, itemIndex, limits);
	}

	private async readList(connection: Connection): Promise<Map<string, IDataObject>> {
		const wishes = this.wishes.filter(
			(wish): wish is Wish => !(wish instanceof Error) && wish.lookup !== 'single',
		);
		const needed = wishes.map(({ output, choice }) =>
			output.fields ? [...output.fields, ...fieldsFor(choice)] : undefined,
		);
		const fields = needed.includes(undefined) ? undefined : needed.flatMap((list) => list ?? []);
		const uids = [...new Set(wishes.map(({ uid }) => uid))];
		return await findInList(this.context, connection, uids, fields, wishes[0]?.limits);
	}
}
