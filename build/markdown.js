/** Tags that n8n's editor shows as markup; other words in angle brackets stand for something. */
const TAGS = /<\/?(a|b|br|code|em|i|li|p|strong|ul)\b[^>]*>/gi;

/** Text of the editor as Markdown that means itself, in a cell of a table and in a page of the site. */
function plain(text) {
	const isExpression = (part) => part.startsWith('{{');
	return text
		.replace(TAGS, '')
		.replace(/\s+/g, ' ')
		.trim()
		.split(/(\{\{.*?\}\})/)
		.map((part) => (isExpression(part) ? `\`${part}\`` : part.replace(/[*_`<]/g, '\\$&')))
		.join('')
		.replace(/\|/g, '\\|');
}

/** A table of Markdown, of its cells. */
function table(head, rows) {
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

module.exports = { plain, table };
