/** The middle value; of two, the mean. */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

/**
 * Measures several ways in turn, A B, B A, B A, A B …, so that whatever else the machine does, and whatever one run
 * leaves to the next one, meets all of them: garbage that is collected once in so many runs always met the same one
 * while the order came again every other round. Each way once before, uncounted.
 */
export async function inTurn<Result>(
	ways: Array<() => Promise<Result>>,
	rounds: number,
): Promise<Result[][]> {
	const results: Result[][] = ways.map(() => []);
	const order = [...ways.keys()];
	for (let round = 0; round <= rounds; round++) {
		for (const index of round % 2 === 0 ? order : [...order].reverse()) {
			const result = await ways[index]();
			if (round > 0) results[index].push(result);
		}
		if (round % 2 === 1) order.push(order.shift()!);
	}
	return results;
}
