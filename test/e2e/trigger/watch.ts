import type { IDataObject } from 'n8n-workflow';

import { until } from '../../n8n';
import type { EstateJob } from '../../simulator';
import type { Stage } from '../harness';
import {
	createTrigger,
	itemsOf,
	PublishedTrigger,
	TOLD_MS,
	type TriggerOptions,
} from './published';

/** A published VSPC Job Trigger, what happened to the jobs since, and what its executions show of that. */
export class Watch extends PublishedTrigger {
	/** An event by its name, its job, and when the session ended that it is about */
	private readonly owed: string[] = [];
	private readonly used = new Set<string>();

	/** Saves the workflow without publishing it. */
	static async create(stage: Stage, options: TriggerOptions = {}): Promise<Watch> {
		return new Watch(stage, await createTrigger(stage, options));
	}

	static async publish(stage: Stage, options: TriggerOptions = {}): Promise<Watch> {
		const watch = await Watch.create(stage, options);
		await watch.publish();
		return watch;
	}

	/** So many jobs that were fine fail now. */
	fail(count = 1): EstateJob[] {
		const jobs = this.stage.simulator.estate.jobs
			.filter(({ instanceUid, type, status, isEnabled }) => {
				const isFine = type === 'BackupVm' && status === 'Success' && isEnabled;
				return isFine && !this.used.has(instanceUid);
			})
			.slice(0, count);
		if (jobs.length < count) throw new Error('The simulator has no more jobs that could fail');
		for (const job of jobs) this.end(job, 'failed');
		return jobs;
	}

	/** Jobs that failed succeed now. */
	recover(jobs: EstateJob[]): void {
		for (const job of jobs) this.end(job, 'recovered');
	}

	private end(job: EstateJob, event: 'failed' | 'recovered'): void {
		const status = event === 'failed' ? 'Failed' : 'Success';
		this.used.add(job.instanceUid);
		this.stage.simulator.endSession(job.instanceUid, { status });
		this.owed.push(describe({ ...job, event }));
	}

	/** What was emitted, each event as often as it was. */
	async told(): Promise<string[]> {
		return (await this.items()).map(describe);
	}

	/** Waits until all that is owed has been emitted; what is doubled may still come. */
	async toldAll(): Promise<void> {
		await this.itemsAre((items) => {
			const told = items.map(describe);
			return this.owed.every((event) => told.includes(event));
		}, this.owed.join(', '));
	}

	/** Waits until nothing more is to be expected. */
	private async settle(): Promise<void> {
		await this.toldAll().catch(() => undefined);
		await this.pause();
	}

	/** Nothing missed and nothing doubled. */
	async expectAllTold(): Promise<void> {
		await this.settle();
		expect((await this.told()).sort()).toEqual([...this.owed].sort());
		await this.expectOwnIds();
	}

	/** Each event in an execution that came to its end, and perhaps in others. */
	async expectNoneMissed(): Promise<void> {
		const read = async () => await this.toldWhole();
		const isWhole = (told: Set<string>) => this.owed.every((event) => told.has(event));
		await until(read, isWhole, TOLD_MS, () => 'not all was emitted').catch(() => undefined);
		await this.pause();
		expect([...(await this.toldWhole())].sort()).toEqual([...this.owed].sort());
		await this.expectOwnIds();
	}

	/** What was emitted in executions that came to their end. */
	private async toldWhole(): Promise<Set<string>> {
		const whole = (await this.executions()).filter(({ status }) => status === 'success');
		return new Set(whole.flatMap(itemsOf).map(describe));
	}

	/** The same event has the same ID whenever it is emitted, and no other has it. */
	private async expectOwnIds(): Promise<void> {
		const items = await this.items();
		const pairs = new Set(items.map((item) => `${String(item.eventId)} ${describe(item)}`));
		expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(pairs.size);
		expect(new Set(items.map(describe)).size).toBe(pairs.size);
	}
}

/** Identified by what VSPC shows, not by the event's own ID: that one is being tested. */
function describe({ event, instanceUid, lastEndTime }: IDataObject): string {
	const seconds = Math.floor(Date.parse(String(lastEndTime)) / 1000);
	return `${String(event)} ${String(instanceUid)} ${new Date(seconds * 1000).toISOString()}`;
}
