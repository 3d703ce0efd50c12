import type { SimulatorOptions } from '../simulator';
import { Child } from './child';

interface Introduction {
	host: string;
	url: string;
	apiKey: string;
	/** Of all jobs, in the order of the list. */
	uids: string[];
}

/** A simulated VSPC, and 20 ms before every answer. */
export interface Estate extends Introduction {
	/** How many requests came since the last call. */
	takeRequests(): Promise<number>;
	/** Answers with 200 MB from now on; as a gzip bomb, compressed to less than one. */
	flood(how: 'flood' | 'gzip bomb'): Promise<void>;
	end(): Promise<void>;
}

export async function startEstate(options: SimulatorOptions): Promise<Estate> {
	const child = new Child('estateProcess.ts', [JSON.stringify(options)]);
	const introduction = await child.answer<Introduction>();
	return {
		...introduction,
		takeRequests: async () => await child.answer<number>('requests'),
		flood: async (how) => void (await child.answer<number>(how)),
		end: async () => await child.end(),
	};
}
