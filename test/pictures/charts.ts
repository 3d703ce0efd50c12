/** A page with a drawing of the tables of a page of the docs: nothing in it is written down twice. */
export function chartOf(name: string, text: string): string {
	const body = name === 'kills' ? killsChart(text) : benchChart(text);
	return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><main>${body}</main>`;
}

const STYLE = `
	body { margin: 0; background: #fff; font: 15px/1.4 Inter, "DejaVu Sans", Arial, sans-serif; color: #101828 }
	main { display: inline-block; padding: 20px 24px; width: 1080px; box-sizing: border-box }
	table { border-spacing: 4px; width: 100%; table-layout: fixed }
	th { font-weight: 600; font-size: 13px; color: #475467; padding: 2px }
	th:first-child { text-align: left; width: 210px; color: #101828; font-size: 14px }
	td { padding: 0; height: 44px; font-size: 12px; text-align: center; color: #fff }
	td div { display: flex; height: 100%; gap: 1px }
	td span { flex: 1; display: flex; align-items: center; justify-content: center; border-radius: 3px }
	.key { display: flex; gap: 24px; margin: 14px 4px 0; font-size: 13px }
	.key i { display: inline-block; width: 14px; height: 14px; border-radius: 3px; margin-right: 6px; vertical-align: -2px }
	h2 { font-size: 16px; margin: 14px 0 6px }
	.bar { display: grid; grid-template-columns: 250px 1fr; align-items: center; margin: 5px 0; font-size: 14px }
	.bar b { display: inline-block; height: 24px; border-radius: 3px; margin-right: 8px; vertical-align: middle }`;

/** The worst first: an event may be several of these. */
const OUTCOMES = [
	{ word: 'lost', color: '#b42318', key: 'Lost' },
	{ word: 'crashed', color: '#b54708', key: 'In the list of executions, as crashed' },
	{ word: 'twice', color: '#175cd3', key: 'Started the workflow twice' },
	{ word: 'once', color: '#087443', key: 'Started the workflow once' },
];

const outcomeOf = (text: string) => OUTCOMES.find(({ word }) => text.includes(word))!;

function killsChart(text: string): string {
	const sections = text
		.split(/^## /m)
		.slice(1)
		.map((section) => ({ title: section.split('\n')[0], rows: rowsOf(section) }));
	const head = sections[0].rows.map(([delay]) => `<th>${delay}</th>`).join('');
	const lines = sections.map(({ title, rows }) => {
		const cells = rows.map((row) => {
			const parts = row[3].split(' / ').map(outcomeOf);
			const spans = parts.map(({ color }) => `<span style="background:${color}"></span>`);
			return `<td><div>${spans.join('')}</div></td>`;
		});
		return `<tr><th>${title}</th>${cells.join('')}</tr>`;
	});
	const key = OUTCOMES.map(
		({ color, key }) => `<span><i style="background:${color}"></i>${key}</span>`,
	);
	return `<table><tr><th>n8n is killed after</th>${head}</tr>${lines.join('')}</table><div class="key">${key.join('')}</div>`;
}

function benchChart(text: string): string {
	const [get, many, bare] = rowsOf(text).slice(1, 4);
	const [ownGet, otherGet] = secondsIn(get[1]);
	const [ownMany, otherMany] = secondsIn(many[1]);
	const [bareMany] = secondsIn(bare[1]);
	return [
		`<h2>${get[0].match(/^Get, the same/) ? 'Get, 1,000 items' : get[0]}</h2>`,
		bars([
			['VSPC Job', ownGet],
			['HTTP Request', otherGet],
		]),
		`<h2>${many[0].split(', against')[0]}</h2>`,
		bars([
			['VSPC Job', ownMany],
			['HTTP Request, with pagination', otherMany],
			['A bare Node loop', bareMany],
		]),
	].join('');
}

function bars(all: Array<[string, number]>): string {
	const longest = Math.max(...all.map(([, seconds]) => seconds));
	return all
		.map(([label, seconds]) => {
			const color = label === 'VSPC Job' ? '#087443' : '#98a2b3';
			const width = Math.max(4, Math.round((seconds / longest) * 640));
			return `<div class="bar"><span>${label}</span><span><b style="width:${width}px;background:${color}"></b>${seconds} s</span></div>`;
		})
		.join('');
}

const secondsIn = (text: string) =>
	[...text.matchAll(/([\d.]+) s\b/g)].map(([, value]) => Number(value));

/** The rows of the first table of a text, without its head. */
function rowsOf(text: string): string[][] {
	const lines = text.split('\n').filter((line) => line.startsWith('|'));
	return lines.slice(2).map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);
}
