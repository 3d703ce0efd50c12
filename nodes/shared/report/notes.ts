import type { Report } from './report';
import { counted } from './words';

/** What a reader has to know about what the report does not show. */
export function notesOf({ summary, calendar, period, leftOutKinds }: Report): string[] {
	const { disabledWithoutSession: disabled, ranLater } = summary;
	const until = calendar.fullMoment(period.to);
	return [
		`Counted are the jobs whose latest session ended between ${calendar.fullMoment(period.from)} and ${until}. All times are in ${calendar.zone(period.to)}.`,
		disabled === 0
			? ''
			: `${counted(disabled, 'disabled job')} without a session in this time ${disabled === 1 ? 'is' : 'are'} not listed.`,
		ranLater === 0
			? ''
			: `${counted(ranLater, 'job')} ran again after ${until} and ${ranLater === 1 ? 'is' : 'are'} not listed: Veeam Service Provider Console shows only the latest session.`,
		...leftOutKinds,
	].filter((note) => note !== '');
}
