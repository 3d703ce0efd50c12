import { cases } from '../../../cases';
import { runAlarmHistories } from '../../../soak/clocks/alarmHistories';

test('alarms of a VSPC whose clock is wrong and is set: none is missed, doubled or false', async () => {
	const { missed, doubled, wrong } = await runAlarmHistories(10_001, cases(40));
	expect({ missed, doubled, wrong }).toEqual({ missed: [], doubled: [], wrong: [] });
});
