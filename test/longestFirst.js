const { default: Sequencer } = require('@jest/test-sequencer');

/** Files that take minutes, by the start of their path below test/; the longest ones come first. */
const LONGEST = [
	'soak/seed',
	'soak/alarms/seed',
	'soak/workloads/seed',
	'soak/clocks/',
	'e2e/recipesTickets',
	'e2e/editor',
	'e2e/demo',
	'e2e/triggerKills',
	'e2e/recipesVariants',
	'e2e/triggerEditor',
	'e2e/report',
	'e2e/recipesNotices',
];

/** Long files come first, so that no worker is left alone with one at the end. */
module.exports = class LongestFirst extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const found = LONGEST.findIndex((start) => path.includes(`/test/${start}`));
			return found < 0 ? LONGEST.length : found;
		};
		return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
	}
};
