/**
 * Works on inputs side by side.
 *
 * @param atOnce how many are under way at the most
 * @param isStopped asked before each start; what is under way then still ends
 * @returns results in the order of the inputs, with holes for those not started
 * @throws the first error; nothing is started after it
 */
export async function inParallel<Input, Result>(
	inputs: Input[],
	atOnce: number,
	work: (input: Input) => Promise<Result>,
	isStopped: () => boolean = () => false,
): Promise<Result[]> {
	const results: Result[] = [];
	let next = 0;
	let failed = false;
	const worker = async () => {
		while (next < inputs.length && !failed && !isStopped()) {
			const index = next++;
			results[index] = await work(inputs[index]).catch((error) => {
				failed = true;
				throw asError(error);
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, inputs.length) }, worker));
	return results;
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}
