import type { IDataObject } from 'n8n-workflow';

import { limitFields, LISTS_AT_ONCE, readLimit } from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { type Output, readOutput } from '../form/output';
import { uidField } from '../form/uid';
import { WORKLOAD_KINDS, type WorkloadResource } from '../form/workloads';
import { withArticle } from '../util/text';
import { inOrderOf } from '../vspc/fields';
import { partsOfKey } from '../vspc/workloads/kind';
import { restorePointFields } from '../vspc/workloads/points';
import { needsOf, readNames, workloadOptions, type WorkloadNames } from './getMany.operation';

interface GetWorkload {
	key: string;
	output: Output;
	names: WorkloadNames;
}

/** Get: workloads by their keys. VSPC has no path of a single one, so those of all items are looked for together. */
export function getOperation(resource: WorkloadResource): Operation<GetWorkload> {
	const { noun, uid, output, itemFields } = resource;
	return {
		option: {
			name: 'Get',
			value: 'get',
			action: `Get ${noun}`,
			description: `Retrieve ${withArticle(noun)} by its workloadKey; only reads`,
		},
		itemFields,
		fields: [uidField(uid), ...output.form, workloadOptions],
		read(p) {
			const chosen = readOutput(p, output);
			return { key: p.uid(uid), output: chosen, names: readNames(p, chosen) };
		},
		async run({ key, output: chosen, names }, vspc, all) {
			const needs = needsOf(chosen, names);
			const same = JSON.stringify(needs);
			const found = await vspc.once(`workloads ${same}`, async () => {
				const alike = all.filter((one) => JSON.stringify(needsOf(one.output, one.names)) === same);
				const keys = [...new Set(alike.map((one) => one.key))];
				const shared = vspc.forItem(undefined, vspc.timeouts);
				return await shared.workloads.find(WORKLOAD_KINDS, keys, needs);
			});
			const item = found.get(key);
			if (item) return chosen.pick(item);
			throw vspc.error({
				message: `There is no ${noun} with the key ${key}, or this account cannot see it`,
				description:
					'VSPC lists workloads that have been in a job. It may have been removed from the backup, or its backups deleted.',
				status: 404,
			});
		},
	};
}

const plainOptions = optionsField();

const inOrder = inOrderOf(Object.keys(restorePointFields));

interface GetRestorePoints {
	key: string;
	/** Undefined: all */
	limit?: number;
}

/** Get Restore Points: the latest first. Of workloads in public clouds VSPC has no single restore points, but backups. */
export function getRestorePointsOperation(resource: WorkloadResource): Operation<GetRestorePoints> {
	const { noun, uid, kinds } = resource;
	const areBackups = kinds.every(({ points }) => points.areBackups);
	return {
		option: {
			name: 'Get Restore Points',
			value: 'getRestorePoints',
			action: `Get restore points of ${withArticle(noun)}`,
			description: areBackups
				? 'Retrieve the backups of a workload, one item for each policy: VSPC does not list their restore points; only reads'
				: 'Retrieve the restore points of a workload, the latest first; only reads',
		},
		itemFields: restorePointFields,
		fields: [uidField(uid), ...limitFields, plainOptions],
		atOnce: LISTS_AT_ONCE,
		read: (p) => ({ key: p.uid(uid), limit: readLimit(p) }),
		async run({ key, limit }, vspc) {
			const kind = kinds.find((one) => partsOfKey(one, key))!;
			if (kind.points.areBackups) {
				vspc.hint(
					`VSPC does not list the restore points of ${kind.plural}: these are their backups, one item each.`,
				);
			}
			const points: IDataObject[] = await vspc.workloads.restorePoints(kind, key);
			return points.slice(0, limit).map((point) => inOrder(point));
		},
	};
}
