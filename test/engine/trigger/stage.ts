import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { VspcJobTrigger } from '../../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import type { EstateJob, Simulator, SimulatorOptions } from '../../simulator';
import { PolledTrigger, type PollSetup } from '../harness/poll';
import { apiKey, useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import type { VirtualTime } from '../harness/virtualTime';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A simulated VSPC, a clock that can be pushed on, and triggers that watch its jobs. */
export interface Stage {
	simulator: Simulator;
	time: VirtualTime;
	/** Not published yet; without Find Missed Sessions unless that is set */
	trigger(parameters?: INodeParameters, setup?: Partial<PollSetup>): PolledTrigger;
	job(index: number): EstateJob;
	/** Ends a session of the job with this index, or of any kind by UID */
	end(job: number | string, status: string, at?: number): void;
}

/** @param start the time at which each test begins; the real one when left out */
export function useStage(options: SimulatorOptions = { jobs: 40 }, start?: number): Stage {
	const simulator = useSimulator(options);
	const time = useVirtualTime(start);
	const job = (index: number) => simulator().estate.jobs[index];
	return {
		get simulator() {
			return simulator();
		},
		time,
		job,
		trigger: (parameters = {}, setup = {}) =>
			new PolledTrigger({
				nodeType: new VspcJobTrigger(),
				parameters: {
					authentication: 'apiKey',
					events: ['failed', 'recovered'],
					jobKinds: ['job'],
					...parameters,
					// Half of a test's time would go into reading the session history; missed.test.ts is about it.
					options: { findMissedSessions: false, ...(parameters.options as INodeParameters) },
				},
				credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
				...setup,
			}),
		end: (which, status, at) => {
			const uid = typeof which === 'number' ? job(which).instanceUid : which;
			simulator().endSession(uid, { status, at });
		},
	};
}

/** Items as `event name`, in their order. */
export function brief(items: INodeExecutionData[]): string[] {
	return items.map(({ json }) => `${String(json.event)} ${String(json.name)}`);
}

export function jsonOf(items: INodeExecutionData[]): IDataObject[] {
	return items.map(({ json }) => json);
}

/** The fields of items that say what happened. */
export function facts(items: INodeExecutionData[]): IDataObject[] {
	return items.map(({ json }) => {
		const { event, previousStatus, recoveredBy } = json;
		return { event, previousStatus, ...(recoveredBy ? { recoveredBy } : {}) };
	});
}
