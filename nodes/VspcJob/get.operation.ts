import type { INodeProperties } from 'n8n-workflow';

import type { JobResource } from '../form/jobKinds';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { type Output, readOutput } from '../form/output';
import { uidField } from '../form/uid';
import { withArticle } from '../util/text';
import type { JobKind, JobRef, VspcJob } from '../vspc/jobs/kind';
import type { Vspc } from '../vspc/vspc';
import {
	additionOptions,
	type Additions,
	fieldsFor,
	jobItemFields,
	readAdditions,
	toJobItems,
} from './jobItems';

const lookupOption: INodeProperties = {
	displayName: 'Lookup',
	name: 'lookup',
	type: 'options',
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'Reads the list of jobs if that takes fewer requests. The output is the same.',
		},
		{
			name: 'One Request per Job',
			value: 'single',
			description: 'Reads each job by itself, however many there are',
		},
	],
	default: 'auto',
	description: 'How to read the jobs of many items',
};

/** The jobs that items name, and which fields of them are needed. */
export interface NamedJob {
	ref: JobRef;
	/** Undefined: all */
	fields?: string[];
	/** Always a request of its own, where the kind allows */
	single?: boolean;
}

interface GetJob extends NamedJob {
	output: Output;
	additions: Additions;
}

/**
 * Get: jobs by their UIDs or keys. Outputs what VSPC sends and the job key. Each job is asked for once,
 * however many items name it.
 */
export function getOperation(resource: JobResource): Operation<GetJob> {
	const { kind, action, uid } = resource;
	return {
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${action}`,
			description: `Retrieve ${withArticle(kind.noun)} by its UID; only reads`,
		},
		itemFields: () => jobItemFields(kind),
		fields: [
			uidField(uid),
			...resource.output.form,
			// Kinds without single answers have but one way.
			optionsField(kind.fetch ? [...additionOptions, lookupOption] : additionOptions),
		],
		read(p) {
			const output = readOutput(p, resource.output);
			const additions = readAdditions(p, output);
			return {
				ref: p.uid(uid),
				output,
				additions,
				fields: output.fields && [...output.fields, ...fieldsFor(kind, additions, '')],
				single: kind.fetch && p.options.choice('lookup', 'auto') === 'single',
			};
		},
		async run({ output, additions, ...named }, vspc, all) {
			const job = await jobsOf(vspc, kind, all).get(named, vspc);
			return await toJobItems(vspc, kind, [job], additions, output.pick);
		},
	};
}

/** The jobs of an execution, each read once. */
export function jobsOf(vspc: Vspc, kind: JobKind, named: NamedJob[]): Jobs {
	return vspc.once(`reading each ${kind.noun}`, () => new Jobs(kind, named));
}

/** Each job once per execution, from the list or by itself, whichever takes fewer requests. */
class Jobs {
	private readonly asked = new Map<JobRef, Promise<VspcJob>>();
	private found?: Promise<Map<JobRef, VspcJob | Error>>;

	/** @param all of all items, to choose the way by */
	constructor(
		private readonly kind: JobKind,
		private readonly all: NamedJob[],
	) {}

	/** Throws as vspc.request does. */
	async get(named: NamedJob, vspc: Vspc): Promise<VspcJob> {
		let job = this.asked.get(named.ref);
		if (!job) {
			job = this.read(named, vspc);
			this.asked.set(named.ref, job);
		}
		return await job;
	}

	private async read({ ref, single }: NamedJob, vspc: Vspc): Promise<VspcJob> {
		const { kind } = this;
		if (!single) {
			this.found ??= this.findAll(vspc.forItem(undefined, vspc.timeouts));
			const found = (await this.found).get(ref);
			if (found instanceof Error) throw found;
			if (found) return found;
		}
		if (kind.fetch) return await kind.fetch(vspc, ref);
		throw vspc.error(notFound(kind, ref));
	}

	private async findAll(vspc: Vspc): Promise<Map<JobRef, VspcJob | Error>> {
		const named = this.all.filter(({ single }) => !single);
		const needsAll = named.some(({ fields }) => fields === undefined);
		const fields = needsAll ? undefined : named.flatMap((one) => one.fields ?? []);
		const refs = [...new Set(named.map(({ ref }) => ref))];
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
