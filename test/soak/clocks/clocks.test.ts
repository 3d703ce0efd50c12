/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { histories } from '../testSeed';
import { playMany } from './clocks';

/** SOAK_CLOCKS plays the history of one seed alone. */
const { SOAK_CLOCKS } = process.env;
const FIRST = SOAK_CLOCKS ? Number(SOAK_CLOCKS) : 1;
const HISTORIES = SOAK_CLOCKS ? 1 : histories(2000);

test(`clocks that are wrong and are set: ${HISTORIES} histories of jobs, from seed ${FIRST} on`, async () => {
	const { missed, doubled, wrong, counts } = await playMany(FIRST, HISTORIES);
	process.stdout.write(`\nclocks of jobs: ${JSON.stringify(counts)}\n`);
	const troubles = [...missed, ...doubled, ...wrong];
	expect({ count: troubles.length, troubles: troubles.slice(0, 10) }).toEqual({
		count: 0,
		troubles: [],
	});
}, 1_800_000);
