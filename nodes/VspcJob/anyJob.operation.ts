import type { IDataObject } from 'n8n-workflow';

import {
	ANY_JOB,
	filtersOfAllKinds,
	jobKindsField,
	kindNameOf,
	type KindName,
	KINDS,
	kindsByLabel,
	readEachKind,
	readJobsInput,
} from '../form/jobKinds';
import {
	limitFields,
	type ListInput,
	LISTS_AT_ONCE,
	missingFields,
	readListInput,
	sortField,
} from '../form/list';
import type { Operation, Outcome } from '../form/operation';
import { optionsField } from '../form/options';
import { type Output, readOutput, withForm } from '../form/output';
import { uidField } from '../form/uid';
import { asError } from '../util/clock';
import { alphabetical } from '../util/text';
import { eitherOf, fieldChoicesOf, inOrderOf } from '../vspc/fields';
import {
	anyJobFields,
	anyJobFrom,
	computedFields,
	ticketFields,
	toAnyJob,
} from '../vspc/jobs/computed';
import type { JobActionName, JobKind } from '../vspc/jobs/kind';
import { compareRows, topOf } from '../vspc/list/filter';
import { nameFields } from '../vspc/placement';
import type { Vspc } from '../vspc/vspc';
import { acceptedFields, acceptedOr, actionOperation } from './action.operation';
import { failedObjectsOperation } from './failedObjects.operation';
import { jobsOf, type NamedJob } from './get.operation';
import { type GetJobs, readJobRows } from './getMany.operation';
import { additionOptions, type Additions, fieldsFor, readAdditions, toJobItems } from './jobItems';

const kinds = kindsByLabel.map(({ kind }) => kind);

const itemFields = () =>
	eitherOf(anyJobFields, ...kinds.map(({ fields }) => fields), computedFields, ticketFields);

const fieldNames = Object.keys(itemFields());

/** Into the order of the schemas; one for each kind, since jobs of one kind have the same fields. */
const inOrder = new Map(kindsByLabel.map((kind) => [kind.name, inOrderOf(fieldNames)]));

const choices = withForm({
	id: 'jobKey',
	simplified: Object.keys(anyJobFields),
	order: Object.keys(anyJobFields),
	added: [],
	simplifiedHint: 'What jobs of all kinds have: name, result, company, server, times, jobKey',
	all: fieldChoicesOf(eitherOf(anyJobFields, nameFields, ...kinds.map(({ fields }) => fields))),
});

/** What an item wants of each job. */
interface Wanted {
	output: Output;
	additions: Additions;
}

/** Names take requests of their own: those are read that are output, or sorted by. */
function withNames({ output: { chosen }, additions }: Wanted, sortedBy?: string): Additions {
	const used = chosen && [...chosen, ...(sortedBy === undefined ? [] : [sortedBy])];
	const isAmong = (name: string) => used?.includes(name) ?? true;
	const isUsed = (name: string) =>
		isAmong(name) || (name === 'backupServerName' && isAmong('serverName'));
	return { ...additions, names: additions.names.filter(isUsed) };
}

/** The fields of VSPC to ask for; undefined: all. */
function fieldsOf(kind: JobKind, { fields, undocumented }: Output): string[] | undefined {
	const own = fields?.map(topOf);
	const sent = (field: string) => field in kind.fields && !kind.fields[field].isAdded;
	return (
		own && [
			...anyJobFrom(kind),
			...own.filter((field) => sent(field) || undocumented.includes(field)),
		]
	);
}

/** Jobs of one kind in the common shape, which comes first; VSPC's own values stay what they are. */
async function toAnyJobs(
	vspc: Vspc,
	name: KindName,
	jobs: IDataObject[],
	additions: Additions,
): Promise<IDataObject[]> {
	const items = await toJobItems(vspc, KINDS[name].kind, jobs, additions);
	return await Promise.all(items.map(async (item) => await inCommonShape(vspc, name, item)));
}

/** An item of a job, behind what all kinds share. Names are there where they were asked for. */
async function inCommonShape(vspc: Vspc, name: KindName, item: IDataObject): Promise<IDataObject> {
	const { companyName, backupServerName, backupAgentUid } = item as Record<string, string | null>;
	const computer =
		backupServerName !== undefined && name === 'agentJob' && typeof backupAgentUid === 'string'
			? await vspc.computerNames.nameOf(backupAgentUid.toLowerCase())
			: null;
	const known = { companyName, serverName: backupServerName ?? computer };
	const job = toAnyJob(KINDS[name].kind, item, { kindName: name, ...known });
	return inOrder.get(name)!(job, item);
}

/** What is output of a job, and what was asked for besides. */
function pickFrom(item: IDataObject, { output, additions }: Wanted): IDataObject {
	const picked = output.pick(item);
	if (output.fields === undefined) return picked;
	const added = [
		...(additions.computed ? Object.keys(computedFields) : []),
		...(additions.tickets ? Object.keys(ticketFields) : []),
	];
	return { ...picked, ...Object.fromEntries(added.map((name) => [name, item[name]])) };
}

interface GetAnyJob extends Wanted {
	name: KindName;
	named: NamedJob;
}

const get: Operation<GetAnyJob> = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get job of any kind',
		description: 'Retrieve a job of any kind by its jobKey; only reads',
	},
	itemFields,
	fields: [uidField(ANY_JOB), ...choices.form, optionsField(additionOptions)],
	read(p) {
		const ref = p.uid(ANY_JOB);
		const name = kindNameOf(ref);
		const wanted = { output: readOutput(p, choices), additions: readAdditions(p) };
		const additions = withNames(wanted);
		const { kind } = KINDS[name];
		const fields = fieldsOf(kind, wanted.output);
		return {
			...wanted,
			additions,
			name,
			named: { ref, fields: fields && [...fields, ...fieldsFor(kind, additions, '')] },
		};
	},
	async run(input, vspc, all) {
		const { name, named, additions } = input;
		const { kind } = KINDS[name];
		const same = all.filter((one) => one.name === name);
		const job = await jobsOf(
			vspc,
			kind,
			same.map((one) => one.named),
		).get(named, vspc);
		const [item] = await toAnyJobs(vspc, name, [job], additions);
		return pickFrom(item, input);
	},
};

interface GetAnyJobs extends ListInput, Wanted {
	jobs: ReturnType<typeof readJobsInput>;
}

/** Nobody sorts by texts whose order means nothing. */
const sortable = Object.keys(anyJobFields).filter(
	(name) => !['failureMessage', 'jobUid', 'jobKey'].includes(name),
);

const getAll: Operation<GetAnyJobs> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many jobs of all kinds',
		description: 'Retrieve a list of jobs of several kinds, filtered and sorted; only reads',
	},
	itemFields,
	fields: [
		// The node itself says what is missing: it knows more than that something is.
		{ ...jobKindsField, required: false, description: 'Which kinds of jobs to list' },
		...limitFields,
		filtersOfAllKinds,
		sortField(sortable),
		...choices.form,
		optionsField(additionOptions),
	],
	atOnce: LISTS_AT_ONCE,
	read: (p) => ({
		...readListInput(p, choices),
		jobs: readJobsInput(p),
		additions: readAdditions(p),
	}),
	async run(input, vspc) {
		vspc.hint(...input.jobs.notes);
		const items = await listJobs(input, vspc);
		vspc.hint(...missingFields(input.output.undocumented, items));
		return items.map((item) => pickFrom(item, input));
	},
};

/** The jobs of all kinds; to a limit the lists are read in turn, unless all is needed to sort it. */
async function listJobs(input: GetAnyJobs, vspc: Vspc): Promise<IDataObject[]> {
	const { limit, sort, output, jobs } = input;
	const additions = withNames(input, sort?.[0].property);
	let left = sort ? undefined : limit;
	const notRead: string[] = [];
	const read = async ({ name, label, kind }: (typeof jobs.kinds)[number]) => {
		if (left === 0) {
			notRead.push(`${label}s`);
			return [];
		}
		const fields = fieldsOf(kind, output);
		const list: GetJobs = {
			jobs,
			additions,
			limit: left,
			output: { ...output, fields, undocumented: [] },
		};
		const rows = await readJobRows(vspc, kind, list);
		if (left !== undefined) left -= rows.length;
		return await toAnyJobs(vspc, name, rows, additions);
	};
	const { results } = await readEachKind(jobs.kinds, read, { vspc, isInTurn: left !== undefined });
	const items = results.flat();
	if (notRead.length > 0) {
		vspc.hint(`The limit of ${limit} was reached before ${notRead.join(' and ')} were read.`);
	}
	if (sort) items.sort(compareRows([...sort, { property: 'jobKey', direction: 'ascending' }]));
	return items.slice(0, limit);
}

/** An action on jobs of any kind: each job is acted on as a job of its kind is. */
function anyJobAction(action: JobActionName): Operation<{ name: KindName; input: object }> {
	const able = kindsByLabel.filter(({ actions }) => actions.includes(action));
	const made = new Map<KindName, Operation>();
	/** Made when it is needed: the form takes one of them. */
	const operationOf = (resource: (typeof able)[number]): Operation => {
		const known = made.get(resource.name);
		const operation = known ?? actionOperation({ ...resource, uid: ANY_JOB }, action);
		made.set(resource.name, operation as Operation);
		return operation as Operation;
	};
	const operationOfKind = (name: KindName) => {
		const resource = able.find((one) => one.name === name);
		return resource && operationOf(resource);
	};
	const { option, fields } = operationOf(able.find((one) => one.hasActiveFull) ?? able[0]);
	const endsSession = action !== 'enable' && action !== 'disable';
	return {
		option: { ...option, action: `${option.name} job of any kind` },
		itemFields: () =>
			endsSession ? acceptedOr(itemFields(), Object.keys(anyJobFields)) : acceptedFields,
		fields,
		atOnce: 1,
		async read(p) {
			const name = kindNameOf(p.uid(ANY_JOB));
			const operation = operationOfKind(name);
			if (operation) return { name, input: await operation.read(p) };
			const words = able.map((one) => `${one.action}s`).join(' and ');
			throw p.error(
				`VSPC cannot ${action} ${KINDS[name].action}s${p.where}`,
				`It can ${action} ${words} only.`,
			);
		},
		async run({ name, input }, vspc, all) {
			const same = all.flatMap((one) => (one.name === name ? [one.input] : []));
			return await operationOfKind(name)!.run(input, vspc, same);
		},
		async finish(outcomes, inputs, vspc) {
			const results = [...outcomes];
			const names = inputs.map((one) => (one instanceof Error ? undefined : one.name));
			// Side by side: each waits as long as its jobs take.
			await Promise.all(
				able.map(async (resource) => {
					const { name } = resource;
					const operation = operationOf(resource);
					const own = inputs.map((one) =>
						one instanceof Error || one.name !== name ? new Error('of another kind') : one.input,
					);
					if (!names.includes(name) || !operation.finish) return;
					const ended = await operation.finish(outcomes, own, vspc);
					for (const [index, outcome] of ended.entries()) {
						if (names[index] !== name) continue;
						results[index] = await endOf(vspc.forItem(index), name, outcome);
					}
				}),
			);
			return results;
		},
	};
}

/** A job that was waited for is output as Get does; that an action was accepted stays as it is. */
async function endOf(vspc: Vspc, name: KindName, outcome: Outcome): Promise<Outcome> {
	if (!Array.isArray(outcome)) return outcome;
	try {
		return await Promise.all(outcome.map(async (item) => await inCommonShape(vspc, name, item)));
	} catch (error) {
		return asError(error);
	}
}

/** The operations of all kinds at once. */
export const anyJobOperations: Operation[] = alphabetical(
	[
		get,
		getAll,
		failedObjectsOperation(),
		...(['disable', 'enable', 'retry', 'start', 'stop'] as const).map(anyJobAction),
	] as Operation[],
	({ option }) => option.name,
);
