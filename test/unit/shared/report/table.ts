/** Reads RFC 4180 by the letter. */
export function parseCsv(text: string): string[][] {
	const rows: string[][] = [[]];
	const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
	while (cell.lastIndex < text.length) {
		const match = cell.exec(text);
		if (!match) throw new Error(`No cell at ${text.slice(cell.lastIndex, cell.lastIndex + 20)}`);
		const [, raw, end] = match;
		rows.at(-1)!.push(raw.startsWith('"') ? raw.slice(1, -1).replace(/""/g, '"') : raw);
		if (end === '\r\n') rows.push([]);
	}
	return rows.slice(0, -1);
}

const FORMULA = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/;
/** What spreadsheets take no notice of before a formula. */
const BEFORE = /^[\s"\p{Cc}\p{Cf}\p{Z}]+/u;

/** Whether a spreadsheet may run what is in a cell, also one that splits it at semicolons, pipes or tabs. */
export function isActive(cell: string): boolean {
	if (/^[\t\r\n]/.test(cell)) return true;
	return cell.split(/[;|\t\r\n]/).some((part) => FORMULA.test(part.replace(BEFORE, '')));
}
