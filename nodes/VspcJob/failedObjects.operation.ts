import { ANY_JOB, kindNameOf, type KindName, KINDS } from '../form/jobKinds';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import type { Parameters } from '../form/parameters';
import { type UidField, uidField } from '../form/uid';
import { failedObjectFields, ticketFrom } from '../vspc/jobs/computed';
import type { JobRef } from '../vspc/jobs/kind';
import { jobsOf, type NamedJob } from './get.operation';
import { additionOptions } from './jobItems';

interface GetFailedObjects extends NamedJob {
	name: KindName;
	withNames: boolean;
}

const nameOption = additionOptions.find(({ name }) => name === 'includeNames')!;

/**
 * Get Failed Objects: an item for each object, e.g. each VM, of the latest session of a job that failed or warned. Each
 * job is read once, as by Get; nothing else takes a request but names.
 *
 * @param name the kind of jobs; undefined: of all kinds, by their keys
 */
export function failedObjectsOperation(name?: KindName): Operation<GetFailedObjects> {
	const uid: UidField = name ? KINDS[name].uid : ANY_JOB;
	const nameOf = (ref: JobRef) => name ?? kindNameOf(ref);
	return {
		option: {
			name: 'Get Failed Objects',
			value: 'getFailedObjects',
			action: `Get failed objects of ${name ? KINDS[name].action : 'job of any kind'}`,
			description:
				'Retrieve the VMs, mailboxes or sites that failed or warned in the latest session of a job; only reads',
		},
		itemFields: () => failedObjectFields,
		fields: [
			uidField(uid),
			optionsField([
				{
					...nameOption,
					description:
						'Whether to read companyName and serverName. Without this option, items have them.',
				},
			]),
		],
		read(p: Parameters) {
			const ref = p.uid(uid);
			const kind = KINDS[nameOf(ref)].kind;
			return {
				ref,
				name: nameOf(ref),
				withNames: p.options.boolean('includeNames', true),
				fields: [...ticketFrom(kind), ...kind.keyFields(''), ...kind.placementFields],
			};
		},
		async run(input, vspc, all) {
			const kind = KINDS[input.name].kind;
			const same = all.filter((one) => one.name === input.name);
			const job = await jobsOf(vspc, kind, same).get(input, vspc);
			const objects = await vspc.tickets.failedObjects(kind, input.name, job, input.withNames);
			if (objects.length === 0) {
				vspc.hint('Jobs of which nothing failed or warned in their latest session have no items.');
			}
			return objects;
		},
	};
}
