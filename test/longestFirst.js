const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Files that take minutes, by the start of their path below test/, in their order: the longest ones first, and those
 * that mostly wait beside those that work.
 */
const LONGEST = [
	'soak/seed',
	'soak/alarms/seed',
	'soak/workloads/seed',
	'soak/clocks/',
	'e2e/recipesTickets',
	'e2e/editor',
	'e2e/triggerRestart',
	'e2e/demo',
	'e2e/triggerQueue',
	'e2e/recipesVariants',
	'e2e/triggerKills',
	'e2e/report',
	'e2e/triggerEditor',
	'e2e/schemas',
	'e2e/trigger.',
	'e2e/workloadTrigger',
	'e2e/sessions',
];

/** So that no worker is left alone with a long file at the end. */
module.exports = class LongestFirst extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const found = LONGEST.findIndex((start) => path.includes(`/test/${start}`));
			return found < 0 ? LONGEST.length : found;
		};
		return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
	}
};
