import { ALLOWED_HOURS } from './period';
import { shortened } from './plain';
import type { Report } from './report';
import { counted } from './words';

/** What a reader has to know about what the report does not show. */
export function notesOf({ summary, inFuture, calendar, period, leftOutKinds }: Report): string[] {
	const { disabledWithoutSession: disabled, ranLater, hung } = summary;
	const until = calendar.fullMoment(period.to);
	return [
		`Counted are the jobs whose latest session ended between ${calendar.fullMoment(period.from)} and ${until}. All times are in ${calendar.zone(period.to)}.`,
		hung === 0
			? ''
			: `${counted(hung, 'job')} ${hung === 1 ? 'has' : 'have'} been running for more than ${ALLOWED_HOURS} hours and ${hung === 1 ? 'counts' : 'count'} as without a success.`,
		inFuture.length === 0 ? '' : futureNote(inFuture),
		disabled === 0
			? ''
			: `${counted(disabled, 'disabled job')} without a session in this time ${disabled === 1 ? 'is' : 'are'} not listed.`,
		ranLater === 0
			? ''
			: `${counted(ranLater, 'job')} ran again after ${until} and ${ranLater === 1 ? 'is' : 'are'} not listed: Veeam Service Provider Console shows only the latest session.`,
		...leftOutKinds,
	].filter((note) => note !== '');
}

const NAMES = 3;
const NAME_LENGTH = 60;

/** With names, so that a provider finds the server. */
function futureNote(names: string[]): string {
	const [show, check] =
		names.length === 1 ? ['shows', 'its backup server'] : ['show', 'their backup servers'];
	const some = names.slice(0, NAMES).map((name) => shortened(name, NAME_LENGTH));
	const more = names.length > NAMES ? ' …' : '';
	return `${counted(names.length, 'job')} ${show} times in the future (${some.join(', ')}${more}): check clock and time zone of ${check}.`;
}
