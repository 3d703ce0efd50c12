import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../../../shared/asking';
import type { CompanyDirectory } from '../../../shared/companies/directory';
import { toSieve } from '../../../shared/jobs/filters';
import { readList } from '../../../shared/list/query';
import { READ_JOB_ROLES } from '../../../shared/roles';
import { rowFields, type ReadJob } from '../../../shared/report/row';
import { KINDS, type KindName } from '../../jobKinds';
import type { ReportWish } from './wish';

/**
 * The jobs of a report, one list per kind with the fields that are needed, and the names of their companies.
 *
 * @param hints what a person should know is added
 * @throws as readList does
 */
export async function readJobs(
	asking: Asking,
	wish: ReportWish,
	directory: CompanyDirectory,
	itemIndex: number,
	hints: string[],
): Promise<ReadJob[]> {
	const jobs: ReadJob[] = [];
	// One after the other: the pages of a list go side by side already.
	for (const kindName of wish.kinds) {
		for (const job of await readKind(asking, wish, kindName, itemIndex, hints)) {
			const { kind } = KINDS[kindName];
			const { companyUid = null, companyName = null } = kind.whereabouts(job);
			jobs.push({ kindName, kind, job, companyUid, companyName });
		}
	}
	return await withNames(asking, jobs, directory);
}

async function readKind(
	{ context, connection, limits }: Asking,
	{ jobs: { filters, customFilter }, frame }: ReportWish,
	kindName: KindName,
	itemIndex: number,
	hints: string[],
): Promise<IDataObject[]> {
	const { kind } = KINDS[kindName];
	const { listPath: path, noun, keyOf, isQueryable } = kind;
	const sieve = toSieve(kind, filters, frame.now);
	const fields = [
		...rowFields(kind),
		...kind.keyFields(connection.apiVersion),
		...kind.properties.company,
		...sieve.fields,
	];
	const result = await readList(
		context,
		connection,
		{
			call: { path, doing: `listing the ${noun}s`, roles: READ_JOB_ROLES, itemIndex },
			keyOf,
			filter: sieve.expressions,
			customFilter,
			keep: sieve.keep,
			select: isQueryable ? [...new Set(fields)] : undefined,
			unsure: kind.unsureFields,
		},
		limits,
	);
	hints.push(...result.hints);
	return result.rows;
}

/** Lists of Microsoft 365 jobs name the company themselves. */
async function withNames(
	asking: Asking,
	jobs: ReadJob[],
	directory: CompanyDirectory,
): Promise<ReadJob[]> {
	const isUnnamed = ({ companyUid, companyName }: ReadJob) =>
		companyUid !== null && companyName === null;
	if (!jobs.some(isUnnamed)) return jobs;
	const entries = await directory.read(asking);
	return jobs.map((job) =>
		isUnnamed(job) ? { ...job, companyName: entries.get(job.companyUid ?? '')?.name ?? null } : job,
	);
}
