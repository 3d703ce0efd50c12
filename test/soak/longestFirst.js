const { default: Sequencer } = require('@jest/test-sequencer');

/** Whole seeds take minutes and come first, so that no worker is left alone with one at the end. */
module.exports = class LongestFirst extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			if (!/seed\d/.test(path)) return 2;
			return path.includes('alarms') ? 1 : 0;
		};
		return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
	}
};
