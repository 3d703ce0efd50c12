import { PollContext } from 'n8n-core';

/** What triggers write to n8n's log at the level debug, in each test of a file. */
export function useDebugLog() {
	let lines: string[] = [];
	beforeEach(() => {
		lines = [];
		const logger = {
			error: jest.fn(),
			warn: jest.fn(),
			info: jest.fn(),
			debug: (line: string) => void lines.push(line),
		};
		jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	});
	afterEach(() => jest.restoreAllMocks());
	/** The lines since the last call. */
	const take = (): string[] => {
		const taken = lines;
		lines = [];
		return taken;
	};
	return {
		get lines() {
			return lines;
		},
		take,
		/** Why something has no event, since the last call, in the words of the documentation. */
		reasons: (what: 'job' | 'workload', name: string): string[] =>
			take()
				.filter((line) => line.includes(`no event for ${what} "${name}" (`))
				.map((line) => /: (\w+)\. [A-Z]/.exec(line)?.[1] ?? line),
	};
}
