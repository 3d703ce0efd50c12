import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { AnyJob, Simulator, SimulatorOptions } from '../../simulator';
import { runJobNode, type Result, type Setup } from '../harness/run';
import { apiKey, useSimulatorPerTest } from '../harness/simulator';

export const HOUR = 3_600_000;
export const JOBS = '/backupServers/jobs$';
export const ORGANIZATIONS = '/organizations$';

/** A row of a report, as far as tests look at it. */
interface ReportRow extends IDataObject {
	name: string;
	result: string;
	jobKey: string;
	companyName: string | null;
}

export interface ReportItem extends IDataObject {
	subject: string;
	summary: IDataObject & { period: IDataObject };
	jobs: ReportRow[];
	html: string;
	text: string;
}

/** A simulated VSPC per test, and Create Report on its jobs. */
interface Stage {
	simulator: Simulator;
	run(parameters?: INodeParameters, setup?: Partial<Setup>): Promise<Result>;
	/** The items of a run that has to succeed */
	items(parameters?: INodeParameters, setup?: Partial<Setup>): Promise<ReportItem[]>;
	/** The only one */
	item(parameters?: INodeParameters, setup?: Partial<Setup>): Promise<ReportItem>;
	requestsTo(path: string): Simulator['requests'];
}

export function useStage(options: SimulatorOptions = {}): Stage {
	const simulator = useSimulatorPerTest({ jobs: 60, companies: 12, ...options });
	const run: Stage['run'] = async (parameters = {}, setup = {}) =>
		await runJobNode({
			parameters: {
				authentication: 'apiKey',
				resource: 'report',
				operation: 'create',
				// Most tests are about the jobs of one list.
				jobKinds: ['job'],
				...parameters,
			},
			credentials: apiKey(simulator()),
			timezone: 'Europe/Berlin',
			...setup,
		});
	const items: Stage['items'] = async (...args) => {
		const { outputs, error } = await run(...args);
		expect(error).toBeUndefined();
		return outputs[0].map(({ json }) => json as unknown as ReportItem);
	};
	return {
		get simulator() {
			return simulator();
		},
		run,
		items,
		item: async (...args) => {
			const all = await items(...args);
			expect(all).toHaveLength(1);
			return all[0];
		},
		requestsTo: (path) =>
			simulator().requests.filter((request) => new RegExp(path).test(request.path)),
	};
}

/** How a job stands by its status and times, found in another way than in the node. */
export function standingOf(job: AnyJob, from: number): string {
	const row = job as IDataObject;
	const status = String(row.status ?? row.lastStatus);
	if (/^(running|starting|stopping|queued|waiting)/i.test(status)) {
		const hours = (Date.now() - timeOf(row.lastRun)) / HOUR;
		return Number.isFinite(hours) && hours > 24 && row.scheduleType !== 'Continuously'
			? 'hung'
			: 'running';
	}
	const ended = Math.max(...[row.lastRun, row.lastEndTime].map(timeOf));
	if (ended < from) return row.isEnabled ? 'notRun' : 'left out';
	const known = ['success', 'warning', 'failed'].find((word) => word === status.toLowerCase());
	return known ?? (status === 'Stopped' ? 'failed' : 'none');
}

function timeOf(value: unknown): number {
	const time = Date.parse(String(value));
	return Number.isNaN(time) ? -Infinity : time;
}

export function countsOf(words: string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
	return counts;
}
