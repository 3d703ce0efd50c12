import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { connectOnce } from '../../../fields/authentication';
import { addHints } from '../../../fields/hints';
import {
	forEachItem,
	isRead,
	readAllItems,
	type Operation,
	type Outcome,
} from '../../../fields/operation';
import { optionsField, readLimits } from '../../../fields/options';
import { readUid, uidField } from '../../../fields/uid';
import type { Connection } from '../../../shared/connection';
import type { Acted } from '../../../shared/jobs/actions';
import { jobKeyOf } from '../../../shared/jobs/jobKey';
import { fetchJob } from '../../../shared/jobs/lookup';
import { toResult } from '../../../shared/jobs/result';
import { waitForEnd, type Awaited } from '../../../shared/jobs/wait';
import type { Limits } from '../../../shared/untilAnswered';
import { additionOptions, JobAdditions, readAdditions, type AdditionChoice } from './additions';
import { JOB_UID } from './fields';
import { JobSource, type JobWish } from './source';

/** An action on jobs, carried out once per job. */
export interface JobAction {
	option: Operation['option'];
	/** Whether it makes a session that one can wait for the end of */
	endsSession: boolean;
	act: (
		context: IExecuteFunctions,
		connection: Connection,
		acted: Acted,
		limits: Limits,
	) => Promise<void>;
}

const DEFAULT_WAIT_MINUTES = 60;

const waitOptions: INodeProperties[] = [
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until the session has ended and to output the job as it is then. VSPC itself answers when the action is queued.',
	},
	{
		displayName: 'Wait Minutes',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { waitForCompletion: [true] } },
		default: 60,
		description: 'How many minutes to wait for completion, for all items together',
	},
];

interface Wish extends JobWish {
	choice: AdditionChoice;
	waitMinutes: number | undefined;
}

/** Makes an operation of an action: reads the jobs, acts on each once, and waits for them together. */
export function jobAction(action: JobAction): Operation {
	return {
		option: action.option,
		fields: [
			uidField(JOB_UID),
			optionsField(action.endsSession ? [...additionOptions, ...waitOptions] : []),
		],
		async execute(context, itemCount, keepGoing) {
			const wishes = readAllItems(itemCount, keepGoing, (itemIndex) =>
				readWish(context, itemIndex),
			);
			return await new ActionRun(context, action, wishes, keepGoing).execute();
		},
	};
}

function readWish(context: IExecuteFunctions, itemIndex: number): Wish {
	const waits = context.getNodeParameter('options.waitForCompletion', itemIndex, false) === true;
	return {
		uid: readUid(context, JOB_UID, itemIndex),
		limits: readLimits(context, itemIndex),
		fields: ['instanceUid', 'originalUid', 'backupServerUid', 'status', 'lastEndTime'],
		choice: readAdditions(context, itemIndex),
		waitMinutes: waits ? readMinutes(context, itemIndex) : undefined,
	};
}

function readMinutes(context: IExecuteFunctions, itemIndex: number): number {
	const value = context.getNodeParameter(
		'options.waitMinutes',
		itemIndex,
		DEFAULT_WAIT_MINUTES,
	) as unknown;
	const minutes = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof minutes === 'number' && minutes > 0 && minutes <= 7 * 24 * 60) return minutes;
	throw new NodeOperationError(
		context.getNode(),
		`The option 'Wait Minutes' of item ${itemIndex} is not a number of minutes`,
		{ description: `It was given: ${String(value).slice(0, 60)}.`, itemIndex },
	);
}

/** One execution of an action. */
class ActionRun {
	private readonly connection: () => Promise<Connection>;
	private readonly additions: JobAdditions;
	private readonly source: JobSource;

	/** By UID: a job that several items name is acted on once. */
	private readonly done = new Map<string, Promise<Awaited & { job: IDataObject }>>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly action: JobAction,
		private readonly wishes: Array<Wish | Error>,
		private readonly keepGoing: boolean,
	) {
		this.connection = connectOnce(context, context.getNodeParameter('authentication', 0, 'apiKey'));
		this.additions = new JobAdditions(context, this.connection);
		this.source = new JobSource(context, this.connection, wishes.filter(isRead));
	}

	async execute(): Promise<Outcome[]> {
		// One after the other: when one fails and the node is to stop, no other has been started.
		const outcomes = await forEachItem(
			this.context,
			this.wishes.length,
			this.keepGoing,
			async (itemIndex) => [await this.act(itemIndex)],
			1,
		);
		const results = await this.wait(outcomes);
		addHints(this.context, this.additions.hints);
		return results;
	}

	private async act(itemIndex: number): Promise<IDataObject> {
		const wish = this.wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		let done = this.done.get(wish.uid);
		if (!done) {
			done = this.actOnce(wish, itemIndex);
			this.done.set(wish.uid, done);
		}
		const { job } = await done;
		const operation = this.action.option.value;
		return { jobUid: wish.uid, operation, accepted: true, jobKey: jobKeyOf(job) };
	}

	private async actOnce(wish: Wish, itemIndex: number): Promise<Awaited & { job: IDataObject }> {
		const { uid, limits } = wish;
		const connection = await this.connection();
		let job = await this.source.get(wish, itemIndex);
		if (toResult(job.status) === 'running') {
			// Its session may have ended since it was read with all the others.
			job = await fetchJob(this.context, connection, uid, itemIndex, limits);
		}
		await this.action.act(this.context, connection, { uid, itemIndex }, limits);
		return { uid, itemIndex, lastEndTimeBefore: job.lastEndTime, job };
	}

	/** Puts the job as it is at the end in the place of "accepted", for the items that want to wait. */
	private async wait(outcomes: Outcome[]): Promise<Outcome[]> {
		const waiting = outcomes.flatMap((outcome, itemIndex) => {
			const wish = this.wishes[itemIndex];
			return isRead(wish) && wish.waitMinutes !== undefined && 'items' in outcome
				? [{ itemIndex, wish }]
				: [];
		});
		if (waiting.length === 0) return outcomes;
		const uids = [...new Set(waiting.map(({ wish }) => wish.uid))];
		const ends = new Map<string, IDataObject | Error>();
		await waitForEnd(
			this.context,
			await this.connection(),
			await Promise.all(uids.map(async (uid) => await this.done.get(uid)!)),
			Math.max(...waiting.map(({ wish }) => wish.waitMinutes ?? 0)),
			({ uid }, outcome) => ends.set(uid, outcome),
			waiting[0].wish.limits,
		);
		const results = [...outcomes];
		for (const { itemIndex, wish } of waiting) {
			const end = ends.get(wish.uid)!;
			results[itemIndex] =
				end instanceof Error
					? { error: this.toNodeError(end, itemIndex) }
					: { items: [await this.additions.addTo(end, end, wish.choice)] };
		}
		return results;
	}

	private toNodeError(error: Error & { description?: string }, itemIndex: number): Error {
		if (error instanceof NodeOperationError || 'httpCode' in error) return error;
		const { message, description } = error;
		return new NodeOperationError(this.context.getNode(), message, { description, itemIndex });
	}
}
