/** The middle value; of two, the mean. */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/**
 * Measures several ways in turn, A B A B …, so that whatever else the machine does meets all of them; each
 * way once before, uncounted.
 */
export async function inTurn<Result>(
	ways: Array<() => Promise<Result>>,
	rounds: number,
): Promise<Result[][]> {
	const results: Result[][] = ways.map(() => []);
	for (let round = 0; round <= rounds; round++) {
		for (const [index, way] of ways.entries()) {
			const result = await way();
			if (round > 0) results[index].push(result);
		}
	}
	return results;
}
