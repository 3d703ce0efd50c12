import type { AlarmSoakSetup } from '../alarms/soak';
import type { SoakSetup } from '../soak';
import type { WorkloadSoakSetup } from '../workloads/soak';

/** What a process is to run: a soak of jobs, of alarms or of workloads. */
export type Order = Details &
	(
		| { of: 'jobs'; setup: Omit<SoakSetup, 'trigger'> }
		| { of: 'alarms'; setup: Omit<AlarmSoakSetup, 'trigger'> }
		| { of: 'workloads'; setup: Omit<WorkloadSoakSetup, 'trigger'> }
	);

interface Details {
	/** What the test has to find out about is switched off. */
	without?: Without;
	/** Jobs or alarms to tell everything about; two that were in trouble when left out. */
	keys?: string[];
}

/** What keeps polls apart, or the full reads after the first one. */
export type Without = 'guard' | 'fullRead';

/** What came of it; texts, since objects between processes are copies. */
export interface Outcome {
	table: string;
	missed: string[];
	doubled: string[];
	/** What went wrong, as far as anyone wants to read. */
	troubles: string[];
	/** Bytes of state for each job or alarm, at the most. */
	bytesEach: number;
	stories: string[];
}
