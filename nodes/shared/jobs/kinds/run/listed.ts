import type { IDataObject } from 'n8n-workflow';

import { toNodeError } from '../../../nodeError';
import { readList } from '../../../list/query';
import { parseUid } from '../../../uid';
import type { Asking } from '../../../asking';
import type { JobKind, JobRef } from '../kind';

/**
 * Finds jobs of a kind whose single answers have another form, or want more than a UID: by one read of the
 * list, so that UID and key lead to the same.
 */
export async function findByList(
	kind: Pick<JobKind, 'listPath' | 'keyOf' | 'noun'>,
	{ context, connection, limits }: Asking,
	refs: JobRef[],
): Promise<Map<JobRef, IDataObject | Error>> {
	const { rows } = await readList(
		context,
		connection,
		{ call: { path: kind.listPath, doing: `listing the ${kind.noun}s` }, keyOf: kind.keyOf },
		limits,
	);
	const byRef = new Map<string, IDataObject[]>();
	for (const row of rows) {
		for (const ref of [kind.keyOf(row)?.toLowerCase(), parseUid(row.instanceUid)]) {
			if (ref === undefined) continue;
			const others = byRef.get(ref);
			if (others) others.push(row);
			else byRef.set(ref, [row]);
		}
	}
	const found = new Map<JobRef, IDataObject | Error>();
	for (const ref of refs) {
		const matches = byRef.get(ref.toLowerCase()) ?? [];
		if (matches.length === 1) found.set(ref, matches[0]);
		if (matches.length > 1) {
			const message = `${matches.length} ${kind.noun}s have the UID ${ref}`;
			const keys = matches.map((row) => kind.keyOf(row) ?? 'one without a key').slice(0, 5);
			const description = `Give the jobKey of the one that is meant, as it is in the items of Get Many: ${keys.join(' or ')}.`;
			found.set(ref, toNodeError(context, { message, description }, connection));
		}
	}
	return found;
}
