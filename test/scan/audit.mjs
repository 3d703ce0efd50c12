/**
 * Advisories of the severity high or critical that were looked at, by their ID (GHSA-…): why nobody can reach the
 * weakness. Nothing of these trees is shipped: the package has no dependencies.
 */
export const EXPLAINED = new Map([]);

const SEVERE = new Set(['high', 'critical']);

/**
 * Reads what `npm audit --json` says.
 *
 * @param {string} output
 * @param {Map<string, string>} [explanations] reasons by the ID of an advisory
 * @returns {{ unexplained: string[], explained: number, unasked?: string }} the advisories that have no explanation,
 *   how many have one, and why the registry could not be asked
 */
export function judgeAudit(output, explanations = EXPLAINED) {
	const report = parse(output);
	if (!report?.vulnerabilities) {
		const why = report?.message ?? report?.error?.summary ?? 'no answer';
		return { unexplained: [], explained: 0, unasked: String(why).split(' - ')[0] };
	}
	const advisories = new Map();
	for (const { via } of Object.values(report.vulnerabilities)) {
		// A text names another package, whose advisory is listed there.
		for (const one of via) {
			if (typeof one === 'object' && SEVERE.has(one.severity)) advisories.set(one.url, one);
		}
	}
	const isExplained = ({ url }) => explanations.has(String(url).split('/').at(-1));
	const all = [...advisories.values()];
	return {
		unexplained: all
			.filter((one) => !isExplained(one))
			.map(({ name, severity, title, url }) => `${name}: ${severity}: ${title} (${url})`),
		explained: all.filter(isExplained).length,
	};
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
