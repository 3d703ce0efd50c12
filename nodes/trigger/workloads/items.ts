import type { IDataObject } from 'n8n-workflow';

import { elapsed, withTimeout } from '../../util/clock';
import { parseUsedUid, wellFormed } from '../../util/text';
import { eitherOf, type Fields, inOrderOf } from '../../vspc/fields';
import { hoursSince, toUtc } from '../../vspc/jobs/computed';
import type { JobNames } from '../../vspc/names';
import { nameFields, type Placement } from '../../vspc/placement';
import { redact } from '../../vspc/client/redact';
import {
	cloudDatabaseFields,
	cloudFileShareFields,
	cloudVirtualMachineFields,
	microsoft365ObjectFields,
} from '../../vspc/workloads/cloud';
import { workloadFields } from '../../vspc/workloads/kind';
import {
	backupServerComputerFields,
	consoleComputerFields,
	fileShareFields,
	objectStorageFields,
	virtualMachineFields,
} from '../../vspc/workloads/onPremises';
import { ownFieldsOf, toShape, type Workload } from '../../vspc/workloads/workload';
import type { Vspc } from '../../vspc/vspc';
import { eventIdOf } from '../engine/state';
import type { TimedItem } from '../engine/watch';
import { REASONS, type WorkloadEvent, type WorkloadReason } from './decide';
import type { WorkloadLastSeen } from './memory';

/** An event, and the workload as it was seen, or what is known of one that is gone. */
export interface EmittedWorkloadEvent {
	event: WorkloadEvent;
	known: Pick<WorkloadLastSeen, 'key' | 'name' | 'companyUid' | 'time'>;
	workload?: Workload;
	/** The hours of the RPO that apply to it */
	rpoHours: number | null;
}

/** What an item may have: the event, what all kinds have in common, the event's own fields, and those of VSPC. */
export const workloadEventFields: Fields = {
	/** unprotected, protected, appeared, disappeared, suspicious or cleared */
	event: { type: 'word' },
	/** Only in the editor, where no workload has such an event: true */
	isSample: { type: 'boolean' },
	...workloadFields,
	/** The hours of the RPO that apply to the workload; null once it is gone */
	rpoHours: { type: 'number', null: true },
	/** Of protected and cleared: restorePoint, rpo, clean, disappeared or notVisible */
	endedBy: { type: 'word' },
	/** Identifies the event: a repeated item has the same ID */
	eventId: { type: 'text' },
	...eitherOf(
		workloadFields,
		virtualMachineFields,
		consoleComputerFields,
		backupServerComputerFields,
		fileShareFields,
		objectStorageFields,
		microsoft365ObjectFields,
		cloudVirtualMachineFields,
		cloudDatabaseFields,
		cloudFileShareFields,
	),
};

const inOrder = inOrderOf(Object.keys(workloadEventFields));

const NAMES = Object.keys(nameFields) as Array<keyof JobNames>;

/** In one poll, names are looked up for so many workloads; the others have those that VSPC sends along. */
const MOST_NAMED = 2_000;

/**
 * An item for each event. Names that can't be had at the moment are null: the event itself is what must not be lost.
 *
 * @param now milliseconds since 1970
 * @param until when names must have been read, by the clock `elapsed`
 */
export async function toWorkloadItems(
	vspc: Vspc,
	emitted: EmittedWorkloadEvent[],
	{ includeNames, now, until }: { includeNames: boolean; now: number; until: number },
): Promise<TimedItem[]> {
	if (emitted.length === 0) return [];
	const places = emitted.map(placementOf);
	const names = includeNames ? await namesOf(vspc, places, until) : undefined;
	return emitted.map(({ event, known, workload, rpoHours }, index) => {
		const { name, of, at, endedBy } = event;
		const common: IDataObject = workload
			? { ...toShape(workload, { now }) }
			: shapeOfGone(known, now);
		for (const field of includeNames ? [] : NAMES) delete common[field];
		const item = inOrder({
			...common,
			...names?.[index],
			...(workload && ownFieldsOf(workload)),
			event: name,
			rpoHours,
			...(endedBy === undefined ? {} : { endedBy }),
			eventId: eventIdOf(known.key, name, of),
			workloadKey: known.key,
		});
		return { at, item };
	});
}

function placementOf({ workload, known: { key, companyUid } }: EmittedWorkloadEvent): Placement {
	if (workload) return workload.placement;
	const [kind, server, ...ids] = key.split(':');
	const hasServer = kind !== 'microsoft365Object' && ids.length > 0;
	return { companyUid, backupServerUid: hasServer ? parseUsedUid(server) : undefined };
}

async function namesOf(
	vspc: Vspc,
	places: Placement[],
	until: number,
): Promise<Array<Partial<JobNames>>> {
	const own = places.map((place) =>
		Object.fromEntries(NAMES.map((name) => [name, place[name as keyof Placement] ?? null])),
	);
	try {
		const some = places.slice(0, MOST_NAMED);
		const left = Math.max(0, (until - elapsed()) / 1000);
		const named = await withTimeout(vspc.names.namesOfAll(some, NAMES), left);
		return own.map((one, index) => named[index] ?? one);
	} catch {
		return own;
	}
}

/** Of a workload that is gone, only what was kept is known. */
function shapeOfGone({ key, name, time }: EmittedWorkloadEvent['known'], now: number): IDataObject {
	const latest = time === undefined ? undefined : time * 1000;
	return {
		...Object.fromEntries(Object.keys(workloadFields).map((field) => [field, null])),
		name,
		workloadKind: key.split(':', 1)[0],
		latestRestorePointUtc: toUtc(latest),
		hoursSinceRestorePoint: hoursSince(latest, now),
	};
}

/** A workload that has no event, and why. */
export interface UnreportedWorkload {
	key: string;
	name: string;
	reason: WorkloadReason;
}

/** In one poll: a person reads it. */
const MOST_LINES = 100;
const MOST_LOGGED = 50_000;
const LONGEST_TEXT = 200;

/**
 * Says in n8n's log, at debug level, why workloads have no event: once for each workload and reason.
 *
 * @param notes what was logged is kept here, in this process
 */
export function logWorkloadReasons(
	vspc: Vspc,
	unreported: UnreportedWorkload[],
	notes: Map<string, unknown>,
): void {
	const { context } = vspc;
	const topic = 'logged workloads';
	const logged = (notes.get(topic) as Set<string> | undefined) ?? new Set();
	notes.set(topic, logged);
	const markOf = ({ key, reason }: UnreportedWorkload) => `${reason} ${key}`;
	const fresh = unreported.filter((one) => !logged.has(markOf(one)));
	if (fresh.length === 0) return;
	const node = toLine(vspc, context.getNode().name);
	for (const one of fresh.slice(0, MOST_LINES)) {
		if (logged.size >= MOST_LOGGED) logged.clear();
		logged.add(markOf(one));
		const workload = `"${toLine(vspc, one.name)}" (${toLine(vspc, one.key)})`;
		context.logger?.debug(
			`${node}: no event for workload ${workload}: ${one.reason}. ${REASONS[one.reason]}`,
		);
	}
	const more = fresh.length - MOST_LINES;
	if (more > 0) context.logger?.debug(`${node}: no event for ${more} more, which are not listed.`);
}

/** Anybody may have written it: no secrets, and nothing that begins a line of its own. */
export function toLine({ connection }: Vspc, text: string): string {
	const line = redact(text, connection.secrets)
		.replace(/[\p{C}\p{Z}]+/gu, ' ')
		.trim();
	return wellFormed(line.slice(0, LONGEST_TEXT));
}
