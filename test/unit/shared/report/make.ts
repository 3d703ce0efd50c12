import type { IDataObject } from 'n8n-workflow';

import { agentJob } from '../../../../nodes/vspc/jobs/agentJob';
import { backupServerJob } from '../../../../nodes/vspc/jobs/backupServerJob';
import { microsoft365Job } from '../../../../nodes/vspc/jobs/microsoft365Job';
import { makeReport, type Report, type ReportFrame } from '../../../../nodes/report/report';
import { lastHours, type ReadJob } from '../../../../nodes/report/row';
import { type LanguageCode, makeLanguage } from '../../../../nodes/report/language';

export const NOW = Date.parse('2026-11-24T06:00:00Z');
export const HOUR = 3_600_000;

const KINDS = { job: backupServerJob, agentJob, microsoft365Job };

/** A time so many hours before now, as VSPC writes it. */
export const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString();

const uidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

let count = 0;

export interface MadeJob {
	kindName?: keyof typeof KINDS;
	companyName?: string | null;
	companyUid?: string | null;
	/** Hours since the session began and ended */
	began?: number | null;
	ended?: number | null;
	/** Fields of VSPC */
	job?: IDataObject;
}

/** A successful VM backup of last night by default. */
export function makeJob(status = 'Success', made: MadeJob = {}): ReadJob {
	const { kindName = 'job', companyName = 'Acme', began = 5, ended = 4, job = {} } = made;
	const companyUid =
		made.companyUid !== undefined ? made.companyUid : companyName === null ? null : uidOf(7);
	count++;
	const isVb365 = kindName === 'microsoft365Job';
	return {
		kindName,
		kind: KINDS[kindName],
		companyUid,
		companyName,
		job: {
			instanceUid: uidOf(count),
			backupServerUid: uidOf(1),
			name: `Job ${count}`,
			[isVb365 ? 'lastStatus' : 'status']: status,
			[isVb365 ? 'jobType' : 'type']: isVb365 ? 'BackupJob' : 'BackupVm',
			lastRun: began === null ? null : ago(began),
			...(isVb365 ? {} : { lastEndTime: ended === null ? null : ago(ended), lastDuration: 3600 }),
			...(kindName === 'job' ? { transferredData: 1024 ** 3 } : {}),
			isEnabled: true,
			...job,
		},
	};
}

const frame: ReportFrame = {
	period: lastHours('last24Hours', NOW),
	language: makeLanguage('en', 'Europe/Berlin'),
	now: NOW,
};

/** The same in another language. */
export const languageOf = (code: LanguageCode) => makeLanguage(code, 'Europe/Berlin');

export const reportOf = (
	jobs: ReadJob[],
	change: Partial<ReportFrame> = {},
	company?: Report['company'],
) => makeReport(jobs, { ...frame, ...change }, company);
