import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { clientOf } from '../form/authentication';
import type { JobResource } from '../form/jobKinds';
import {
	addHints,
	forEachItem,
	isRead,
	type Operation,
	type Outcome,
	readAllItems,
} from '../form/operation';
import { optionsField, readLimits, readParameter } from '../form/options';
import { type Output, outputFields, readOutput } from '../form/output';
import { readUid, uidField } from '../form/uid';
import { withArticle } from '../util/text';
import type { VspcClient } from '../vspc/client/client';
import type { JobKind, JobRef } from '../vspc/jobs/kind';
import {
	type AdditionChoice,
	additionOptions,
	fieldsFor,
	JobAdditions,
	readAdditions,
	jobItemFields,
} from './jobItems';
import type { Limits } from '../util/clock';

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
		itemFields: jobItemFields(resource.kind),
		fields: [
			uidField(uid),
			...outputFields(resource.output),
			// Kinds without single answers have but one way.
			optionsField(kind.fetch ? [...additionOptions, lookupOption] : additionOptions),
		],
		async execute(context, itemCount, keepGoing) {
			return await getJobs(resource, context, itemCount, keepGoing);
		},
	};
}

/** What an item asks for. */
interface Wish extends JobWish {
	output: Output;
	choice: AdditionChoice;
}

/** Runs Get for all items. */
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
	const vspc = await clientOf(context);
	const additions = new JobAdditions(kind, vspc);
	const jobs = new JobSource(kind, vspc, wishes.filter(isRead));
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

/** A job that an item asks for. */
export interface JobWish {
	ref: JobRef;
	limits: Limits;
	/** The fields that are needed; undefined: all */
	fields?: string[];
	/** Always a request of its own, where the kind allows */
	single?: boolean;
}

/** Each job once per execution, from the list or by itself, whichever takes fewer requests. */
export class JobSource {
	private readonly asked = new Map<JobRef, Promise<IDataObject>>();
	private found?: Promise<Map<JobRef, IDataObject | Error>>;

	/** @param wishes of all items, to choose the way by */
	constructor(
		private readonly kind: JobKind,
		private readonly vspc: VspcClient,
		private readonly wishes: JobWish[],
	) {}

	/** Throws as vspcRequest does. */
	async get(wish: JobWish, itemIndex: number): Promise<IDataObject> {
		let job = this.asked.get(wish.ref);
		if (!job) {
			job = this.read(wish, itemIndex);
			this.asked.set(wish.ref, job);
		}
		return await job;
	}

	private async read({ ref, single, limits }: JobWish, itemIndex: number): Promise<IDataObject> {
		const { kind } = this;
		const vspc = this.vspc.within(limits);
		if (!single || !kind.fetch) {
			this.found ??= this.findAll();
			const found = (await this.found).get(ref);
			if (found instanceof Error) throw found;
			if (found) return found;
		}
		if (kind.fetch) return await kind.fetch(vspc, ref, itemIndex);
		throw vspc.error(notFound(kind, ref), itemIndex);
	}

	private async findAll(): Promise<Map<JobRef, IDataObject | Error>> {
		const wishes = this.wishes.filter(({ single }) => !single || !this.kind.fetch);
		const needsAll = wishes.some(({ fields }) => fields === undefined);
		const fields = needsAll ? undefined : wishes.flatMap((wish) => wish.fields ?? []);
		const refs = [...new Set(wishes.map(({ ref }) => ref))];
		const vspc = this.vspc.within(wishes[0]?.limits);
		return await this.kind.find(vspc, refs, fields);
	}
}

function notFound({ noun }: JobKind, ref: JobRef) {
	return {
		message: `There is no ${noun} with the ${ref.includes(':') ? 'key' : 'UID'} ${ref}, or this account cannot see it`,
		description: `Check the UID: the ${noun} may have been deleted. A company's account sees only its own ${noun}s.`,
		status: 404,
	};
}
