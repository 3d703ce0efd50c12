import type { IDataObject } from 'n8n-workflow';

import { type Alarm, statusOf } from '../../../nodes/vspc/alarms';
import type { Company } from '../../../nodes/vspc/companies';
import type { BackupServerJob } from '../../../nodes/vspc/jobs/backupServerJobFields';
import type { VspcJob } from '../../../nodes/vspc/jobs/kind';

/** Whether two types are the same one. */
type Same<A, B> =
	(<T>() => T extends A ? 1 : 0) extends <T>() => T extends B ? 1 : 0 ? true : false;
const holds = <T extends true>(value?: T) => value;

test('a job as VSPC sent it has the values that its table says, and any may be missing or null', () => {
	holds<Same<BackupServerJob['name'], string | null | undefined>>();
	holds<Same<BackupServerJob['isEnabled'], boolean | null | undefined>>();
	const job: BackupServerJob = { lastSessionTasks: [{ readDataSize: 1 }], ofTomorrow: 'new' };
	holds<
		Same<NonNullable<typeof job.lastSessionTasks>[number]['status'], string | null | undefined>
	>();
	// @ts-expect-error -- VSPC documents a text
	const wrong: BackupServerJob = { name: 1 };
	expect(wrong.ofTomorrow).toBeUndefined();
	expect(job.ofTomorrow).toBe('new');
});

test('a part of an alarm may be missing too', () => {
	holds<Same<NonNullable<Alarm['lastActivation']>['status'], string | null | undefined>>();
	const alarm: Alarm = { lastActivation: {} };
	expect(statusOf(alarm)).toBe('');
});

test('any object may be taken for a row, and any row for an object', () => {
	const object: IDataObject = { instanceUid: '1' };
	const job: VspcJob = object;
	const company: Company = object;
	const back: IDataObject[] = [job, company];
	expect(back).toEqual([object, object]);
});
