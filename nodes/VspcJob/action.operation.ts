import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { JobResource } from '../form/jobKinds';
import type { Operation, Outcome } from '../form/operation';
import { optionsField, readTimeouts } from '../form/options';
import { uidField } from '../form/uid';
import { asError, type Timeouts } from '../util/clock';
import { eitherOf, type Fields } from '../vspc/fields';
import {
	type ActionGuard,
	type JobActionName,
	jobKeyField,
	type JobKind,
	type JobRef,
	toResult,
	type VspcJob,
} from '../vspc/jobs/kind';
import type { Awaited } from '../vspc/jobs/calls';
import type { Vspc } from '../vspc/vspc';
import { jobsOf, type NamedJob } from './get.operation';
import {
	additionOptions,
	type Additions,
	jobItemFields,
	readAdditions,
	toJobItems,
} from './jobItems';

/** The words for an action in the list of operations. */
const WORDS: Record<JobActionName, Pick<INodePropertyOptions, 'name' | 'description'>> = {
	start: {
		name: 'Start',
		description: 'Start a job. VSPC answers as soon as the start is queued. Changes VSPC.',
	},
	stop: { name: 'Stop', description: 'Stop the running session of a job. Changes VSPC.' },
	retry: {
		name: 'Retry',
		description: 'Retry what failed in the latest session of a job. Changes VSPC.',
	},
	enable: { name: 'Enable', description: 'Turn on the schedule of a job. Changes VSPC.' },
	disable: { name: 'Disable', description: 'Turn off the schedule of a job. Changes VSPC.' },
};

// A switch arrives as whoever adds it wants it; what is not there is off.
const activeFullOption: INodeProperties = {
	displayName: 'Active Full',
	name: 'activeFull',
	type: 'boolean',
	default: true,
	description: 'Whether to create a full backup that does not depend on earlier ones',
};

const DEFAULT_WAIT_MINUTES = 60;

const waitOptions: INodeProperties[] = [
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: true,
		description:
			'Whether to wait until the session has ended, and then output the job. Without it, the node goes on as soon as VSPC has queued the action.',
	},
	{
		displayName: 'Wait Minutes',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 7 * 24 * 60 },
		displayOptions: { show: { waitForCompletion: [true] } },
		default: DEFAULT_WAIT_MINUTES,
		description: 'How many minutes to wait for completion, in total for all items',
	},
];

/** What VSPC accepted; with 'Wait for Completion' the job is output instead, as by Get. */
export const acceptedFields: Fields = {
	/** Name of the job */
	name: { type: 'text', null: true },
	/** UID of the job */
	jobUid: { type: 'uid' },
	/** start, stop, retry, enable or disable */
	operation: { type: 'word' },
	/** Always true: VSPC has queued the action */
	accepted: { type: 'boolean' },
	...jobKeyField,
};

/**
 * With 'Wait for Completion' an item is a job or what VSPC accepted, whose own fields come before the key.
 *
 * @param before fields of the job that come before these, the key aside
 */
export function acceptedOr(job: Fields, before: string[] = []): Fields {
	const { jobUid, operation, accepted } = acceptedFields;
	const own = before.filter((name) => !(name in acceptedFields));
	const first = Object.fromEntries(['name', ...own].map((name) => [name, job[name]]));
	return eitherOf({ ...first, jobUid, operation, accepted }, job);
}

interface ActOnJob extends NamedJob {
	/** Of the job that is output in the end */
	additions: Additions;
	activeFull: boolean;
	/** Undefined: VSPC's word that the action is queued is enough */
	waitMinutes?: number;
	timeouts: Timeouts;
}

/** An action on jobs: reads the jobs, acts on each once, and waits for them together. */
export function actionOperation(resource: JobResource, action: JobActionName): Operation<ActOnJob> {
	const { kind, uid } = resource;
	const { name, description } = WORDS[action];
	const endsSession = action !== 'enable' && action !== 'disable';
	const hasActiveFull = action === 'start' && resource.hasActiveFull === true;
	return {
		option: { name, value: action, action: `${name} ${resource.action}`, description },
		itemFields: () => (endsSession ? acceptedOr(jobItemFields(kind)) : acceptedFields),
		fields: [
			uidField(uid),
			optionsField([
				...(endsSession ? [...additionOptions, ...waitOptions] : []),
				...(hasActiveFull ? [activeFullOption] : []),
			]),
		],
		// One after the other: when one fails and the node is to stop, no other has been started.
		atOnce: 1,
		read(p) {
			const { status, lastRun, lastEnd } = kind.properties;
			const waits = endsSession && p.options.boolean('waitForCompletion', false);
			return {
				ref: p.uid(uid),
				fields: ['name', ...kind.keyFields(''), status, lastEnd ?? lastRun],
				additions: endsSession ? readAdditions(p) : { names: [], computed: false },
				activeFull: hasActiveFull && p.options.boolean('activeFull', false),
				timeouts: readTimeouts(p),
				waitMinutes: waits ? p.options.number('waitMinutes', DEFAULT_WAIT_MINUTES) : undefined,
			};
		},
		async run(input, vspc, all) {
			const job = await jobsOf(vspc, kind, all).get(input, vspc);
			await actionsOf(vspc, kind, action, all).act(input, job, vspc);
			const jobKey = kind.keyOf(job) ?? null;
			const { name = null, instanceUid: jobUid } = job;
			return { name, jobUid, operation: action, accepted: true, jobKey };
		},
		async finish(outcomes, inputs, vspc) {
			const all = inputs.flatMap((input) => (input instanceof Error ? [] : [input]));
			const { awaited } = actionsOf(vspc, kind, action, all);
			return await waitForAll(vspc, kind, outcomes, inputs, awaited);
		},
	};
}

/** The actions of an execution. */
function actionsOf(vspc: Vspc, kind: JobKind, action: JobActionName, all: ActOnJob[]) {
	return vspc.once(`acting on each ${kind.noun}`, () => new Actions(kind, action, all));
}

/** Each job once per execution, however many items name it. */
class Actions {
	private readonly done = new Map<JobRef, Promise<Awaited>>();

	/** By what an item asks for, as soon as its job is acted on */
	readonly awaited = new Map<ActOnJob, Awaited>();

	private guard?: ActionGuard;

	constructor(
		private readonly kind: JobKind,
		private readonly action: JobActionName,
		private readonly all: ActOnJob[],
	) {}

	/** Throws as vspc.request does, and where the action might reach another job. */
	async act(input: ActOnJob, job: VspcJob, vspc: Vspc): Promise<void> {
		const ref = this.kind.keyOf(job) ?? input.ref;
		let done = this.done.get(ref);
		if (!done) {
			done = this.actOnce(input, ref, job, vspc);
			this.done.set(ref, done);
		}
		this.awaited.set(input, await done);
	}

	private async actOnce(
		{ ref: given, activeFull }: ActOnJob,
		ref: JobRef,
		read: VspcJob,
		vspc: Vspc,
	): Promise<Awaited> {
		const { kind, action } = this;
		let before = read;
		if (kind.fetch && toResult(before[kind.properties.status]) === 'running') {
			// Its session may have ended since it was read with all the others.
			before = await kind.fetch(vspc, ref);
		}
		this.guard ??= kind.guardActions?.(
			vspc,
			this.all.map(({ ref }) => ref),
		);
		await this.guard?.(vspc, action, before, given);
		await kind.act(vspc, action, before, activeFull);
		return { ref, itemIndex: vspc.itemIndex, before, stopped: action === 'stop' };
	}
}

/** Puts the job as it is at the end in the place of "accepted", for the items that want to wait. */
async function waitForAll(
	vspc: Vspc,
	kind: JobKind,
	outcomes: Outcome[],
	inputs: Array<ActOnJob | Error>,
	awaited: Map<ActOnJob, Awaited>,
): Promise<Outcome[]> {
	const waiting = outcomes.flatMap((outcome, itemIndex) => {
		const input = inputs[itemIndex];
		if (outcome instanceof Error || input instanceof Error) return [];
		const job = awaited.get(input);
		return job && input.waitMinutes !== undefined ? [{ itemIndex, input, job }] : [];
	});
	if (waiting.length === 0) return outcomes;
	const ends = new Map<Awaited, VspcJob | Error>();
	await vspc
		.within(waiting[0].input.timeouts)
		.jobs.waitForEnd(
			kind,
			[...new Set(waiting.map(({ job }) => job))],
			Math.max(...waiting.map(({ input }) => input.waitMinutes ?? 0)),
			(job, end) => ends.set(job, end),
		);
	const results = [...outcomes];
	for (const { itemIndex, input, job } of waiting) {
		// What goes wrong from here on belongs to the item: the job was started all the same.
		results[itemIndex] = await endOf(vspc.forItem(itemIndex), kind, input, ends.get(job)!);
	}
	return results;
}

async function endOf(
	vspc: Vspc,
	kind: JobKind,
	{ additions }: ActOnJob,
	end: VspcJob | Error,
): Promise<Outcome> {
	try {
		if (end instanceof Error) throw end;
		return await toJobItems(vspc, kind, [end], additions);
	} catch (error) {
		const { name, message, description } = asError(error) as Error & { description?: string };
		const isForNode = name === 'NodeOperationError' || name === 'NodeApiError';
		return isForNode ? asError(error) : vspc.error({ message, description });
	}
}
