/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { histories } from '../testSeed';
import { runAlarmHistories } from './alarmHistories';

const HISTORIES = histories(2000);

test(`clocks that are wrong and are set: ${HISTORIES} histories of alarms, from seed 1 on`, async () => {
	const { missed, doubled, wrong, owed } = await runAlarmHistories(1, HISTORIES);
	const counts = {
		emitted: owed,
		missed: missed.length,
		doubled: doubled.length,
		wrong: wrong.length,
	};
	process.stdout.write(`\nclocks of alarms: ${JSON.stringify(counts)}\n`);
	expect([...missed, ...doubled, ...wrong].slice(0, 10)).toEqual([]);
	expect(owed).toBeGreaterThan(7 * HISTORIES);
}, 1_800_000);
