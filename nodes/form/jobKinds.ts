import type { INodeProperties } from 'n8n-workflow';

import { asError, inParallel } from '../util/clock';
import { alphabetical } from '../util/text';
import { isListAbsent } from '../vspc/client/explanation';
import { sortableOf } from '../vspc/fields';
import type { JobKind, JobKindWords } from '../vspc/jobs/kind';
import { jobKinds, type JobKindName } from '../vspc/jobs/kinds';
import type { Vspc } from '../vspc/vspc';
import { type JobsInput, jobFiltersField, readJobFilters } from './jobFilters';
import { type OutputChoices, outputOf } from './output';
import type { Parameters } from './parameters';
import type { UidField } from './uid';

/** A kind of jobs as a resource of VSPC Job, and as a choice of 'Job Kinds'. */
export interface JobResource extends JobKindWords {
	kind: JobKind;
	/** The parameter that says which job */
	uid: UidField;
	output: OutputChoices;
	/** Fields of one value each; VSPC cannot sort by others */
	sortable: string[];
}

/** The kinds of jobs by the value of 'Resource' and 'Job Kinds', with what the editor shows of them. */
export const KINDS = Object.fromEntries(
	Object.entries(jobKinds).map(([name, kind]) => [name, toResource(kind as unknown as JobKind)]),
) as Record<JobKindName, JobResource>;

function toResource(kind: JobKind): JobResource {
	const { words } = kind;
	const { search, keyPattern, simplifiedHint } = words;
	return {
		kind,
		...words,
		uid: {
			displayName: words.parameter,
			name: 'jobUid',
			noun: kind.noun,
			searchMethod: search.method,
			source: 'It is the field instanceUid in the items of Get Many',
			keyName: 'jobKey',
			parseKey: kind.parseKey,
			keyPattern,
		},
		output: outputOf(kind.fields, simplifiedHint),
		sortable: sortableOf(kind.fields),
	};
}

export type KindName = JobKindName;

/** The kinds with their names, in the order of their labels, as n8n lists choices. */
export const kindsByLabel = alphabetical(
	Object.entries(KINDS).map(([name, resource]) => ({ name: name as KindName, ...resource })),
	({ label }) => label,
);

/** The kind of the job that a key names. */
export function kindNameOf(jobKey: string): KindName {
	const name = jobKey.split(':', 1)[0];
	return kindsByLabel.find((kind) => kind.name === name)?.name ?? 'job';
}

/** The parameter that says which job, of any kind. */
export const ANY_JOB: UidField = {
	displayName: 'Job',
	name: 'jobUid',
	noun: 'job',
	searchMethod: 'searchAnyJobs',
	source: 'It is the field jobKey of the items of Get Many, of VSPC Job Trigger and of reports',
	keyName: 'jobKey',
	isKeyOnly: true,
	parseKey: (text) => {
		for (const { kind } of kindsByLabel) {
			const ref = kind.parseKey(text);
			if (ref !== undefined) return ref;
		}
		return undefined;
	},
	keyPattern: kindsByLabel.map(({ keyPattern }) => keyPattern).join('|'),
};

/**
 * Reads several kinds of jobs, side by side or in turn. Kinds that VSPC does not have, or does not show to
 * this account, are left out with a hint, unless there is no other.
 *
 * @param isInTurn whether a kind is read only after the one before it
 * @returns what was read of each kind, in the order of the kinds, and the kinds that are left out
 * @throws what `read` throws for any other reason
 */
export async function readEachKind<Kind extends { name: KindName; label: string }, Result>(
	kinds: Kind[],
	read: (kind: Kind) => Promise<Result>,
	{ vspc, isInTurn = false }: { vspc?: Pick<Vspc, 'hint'>; isInTurn?: boolean } = {},
): Promise<{ results: Result[]; absent: KindName[] }> {
	const found = new Map<Kind, Result>();
	const errors = new Map<Kind, Error>();
	await inParallel(kinds, isInTurn ? 1 : kinds.length, async (kind) => {
		try {
			found.set(kind, await read(kind));
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			errors.set(kind, asError(error));
		}
	});
	const absent = kinds.filter((kind) => errors.has(kind));
	if (absent.length > 0 && found.size === 0) throw asError(errors.get(absent[0]));
	vspc?.hint(...absent.map((kind) => `${kind.label}s are missing: ${errors.get(kind)!.message}`));
	const results = kinds.filter((kind) => found.has(kind)).map((kind) => found.get(kind)!);
	return { results, absent: absent.map(({ name }) => name) };
}

/** Reads what several nodes ask of jobs: their kinds and filters. */
export function readJobsInput(p: Parameters): JobsInput<JobResource & { name: KindName }> {
	const names = p.list<KindName>('jobKinds');
	return readJobFilters(
		p,
		names.map((name) => ({ name, ...KINDS[name] })),
	);
}

/** The filters for jobs of all kinds, which several nodes ask. */
export const filtersOfAllKinds: INodeProperties = jobFiltersField(
	Object.values(KINDS).map(({ kind }) => kind),
);

/** 'Job Kinds', which several nodes ask. */
export const jobKindsField: INodeProperties = {
	displayName: 'Job Kinds',
	name: 'jobKinds',
	type: 'multiOptions',
	required: true,
	options: kindsByLabel.map(({ name, label, many }) => ({
		name: label,
		value: name,
		description: many,
	})),
	default: [...kindsByLabel.map(({ name }) => name)],
};
