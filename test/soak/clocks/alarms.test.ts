import { runAlarmHistories } from './alarmHistories';

const HISTORIES = 2000;

test('a clock of VSPC that is wrong, set back and set forward: no alarm is missed, doubled or false', async () => {
	const { missed, doubled, wrong, owed } = await runAlarmHistories(1, HISTORIES);
	console.log(
		`${HISTORIES} histories (seeds 1 to ${HISTORIES}): ${owed} events of alarms, missed ${missed.length}, doubled ${doubled.length}, wrong ${wrong.length}`,
	);
	expect({ missed, doubled, wrong }).toEqual({ missed: [], doubled: [], wrong: [] });
	expect(owed).toBeGreaterThan(15_000);
}, 600_000);
