import type { IDataObject } from 'n8n-workflow';

import { provenEnd } from '../../../../nodes/trigger/jobs/session';

/** How a session ended that nobody saw the end of: proven, or not emitted at all. */
const BEFORE = 1_800_000_000;
const END = BEFORE + 3600;

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const task = (status: string, end: number | null = END - 60) => ({
	status,
	endTime: end === null ? null : iso(end),
});
const job = (tasks: IDataObject[] | null, failureMessage: string | null = null): IDataObject => ({
	lastSessionTasks: tasks,
	failureMessage,
});
const prove = (row: IDataObject, after: number | undefined = BEFORE) => provenEnd(row, after, END);

test.each([
	['every task succeeded', job([task('Success'), task('Success')]), 'success'],
	['a task failed', job([task('Success'), task('Failed')]), 'failed'],
	['a task failed, spelled as by another version', job([task('failed')]), 'failed'],
	['a task failed, whatever the message', job([task('Failed')], 'Warning: disk is slow'), 'failed'],
	['a task warned, and so says the message', job([task('Warning')], 'Warning: disk'), 'warning'],
	['the message alone is of an error', job([], 'Error: no space left'), 'failed'],
	['the message alone is of a warning', job(null, 'Warning: little space left'), 'warning'],
])('%s: proven', (_, row, outcome) => {
	expect(prove(row)).toBe(outcome);
	expect(prove(row, undefined)).toBe(outcome);
});

test.each([
	['neither tasks nor a message', job(null)],
	// Seen live: the tasks of a running job are pending and end now.
	['a task that is pending, ended or not', job([task('Failed'), task('Pending', END)])],
	['no tasks, and a message of blanks', job([], '  ')],
	['a message that says neither', job([], 'Processing finished')],
	['a warning about something that failed', job([], 'Warning: Failed to truncate logs')],
	['tasks that succeeded, with a message of an error', job([task('Success')], 'Error: check')],
	['tasks that succeeded, with a message of a warning', job([task('Success')], 'Warning: slow')],
	['a task that warned, without a message', job([task('Warning')])],
	['a task that still runs', job([task('Success'), task('InProgress')])],
	['tasks with no end', job([task('Failed', null)])],
	['a task with a status that nobody knows', job([task('Success'), task('Paused')])],
	['tasks that are no list', { lastSessionTasks: 'Failed', failureMessage: null }],
])('%s: not proven', (_, row) => {
	expect(prove(row)).toBeUndefined();
});

test('tasks of the session before prove nothing', () => {
	const old = job([task('Failed', BEFORE - 60)]);
	expect(prove(old)).toBeUndefined();
	expect(prove(job([task('Failed', BEFORE)]))).toBeUndefined();
	expect(prove(job([task('Failed'), task('Success', BEFORE - 60)]))).toBeUndefined();
	// With nothing known of before, they may be of this one.
	expect(provenEnd(old, undefined, END)).toBe('failed');
});

test('tasks of the session that goes on prove nothing', () => {
	expect(prove(job([task('Failed', END + 60)]))).toBeUndefined();
	expect(prove(job([task('Success'), task('Success', END + 60)]))).toBeUndefined();
	expect(prove(job([task('Failed', END + 1)]))).toBe('failed');
});
