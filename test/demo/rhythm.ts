/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import type { Simulator } from '../simulator';

const FIRST_FAILURE_MS = 10_000;

/** A job of the simulator that fails and recovers, over and over. */
export interface Rhythm {
	stop(): void;
}

export const RHYTHM_JOB = 'Web servers, nightly';
export const RHYTHM_COMPANY = 'Alpine Clinics';

const FAILURE = 'Processing WEB02 Error: There is not enough space on the disk.\r\n';

/** Names a job of a customer, so that it can be found again. It has succeeded. */
export function prepareRhythm({ estate, setJob, endSession }: Simulator): string {
	const company = estate.companies.find(({ name }) => name === RHYTHM_COMPANY)!;
	const { instanceUid } = estate.jobs.find(
		({ type, status, isEnabled }) => type === 'BackupVm' && status === 'Success' && isEnabled,
	)!;
	setJob(instanceUid, { name: RHYTHM_JOB, mappedOrganizationUid: company.instanceUid });
	endSession(instanceUid, { status: 'Success' });
	return instanceUid;
}

/** @param cycleSeconds from one failure to the next */
export function startRhythm(
	{ endSession }: Simulator,
	jobUid: string,
	cycleSeconds: number,
): Rhythm {
	const half = cycleSeconds * 500;
	let hasFailed = false;
	let timer: NodeJS.Timeout;
	const beat = () => {
		hasFailed = !hasFailed;
		if (hasFailed) endSession(jobUid, { status: 'Failed', failureMessage: FAILURE });
		else endSession(jobUid, { status: 'Success' });
		timer = setTimeout(beat, half);
	};
	timer = setTimeout(beat, Math.min(FIRST_FAILURE_MS, half));
	return { stop: () => clearTimeout(timer) };
}
