import type { SoakSetup } from '../soak';

/** What a process is to run. */
export interface Order {
	setup: Omit<SoakSetup, 'trigger'>;
	/** What the test has to find out about is switched off. */
	without?: Without;
	/** Jobs to tell everything about. */
	jobKeys?: string[];
}

/** What keeps polls apart, or the full reads after the first one. */
export type Without = 'guard' | 'pass';

/** What came of it; texts, since objects between processes are copies. */
export interface Outcome {
	table: string;
	missed: string[];
	doubled: string[];
	/** What went wrong, as far as anyone wants to read. */
	troubles: string[];
	bytesPerJob: number;
	stories: string[];
}
