import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes, type ParserError } from 'parse5';

interface Element {
	tag: string;
	attributes: Record<string, string>;
}

interface TextNode {
	text: string;
	/** Names of the elements around it; with `:color` where the element's own style has one */
	ancestors: string[];
}

/** What a browser makes of a document. */
interface Parsed {
	errors: string[];
	elements: Element[];
	/** Texts with something in them, without style sheets */
	texts: TextNode[];
	/** Each of them */
	strings: Set<string>;
	/** All of them in one line, without what is not seen */
	text: string;
	/** The same without the title */
	body: string;
}

export function parseHtml(html: string): Parsed {
	const errors: string[] = [];
	const onParseError = ({ code, startLine, startCol }: ParserError) => {
		errors.push(`${code} at ${startLine}:${startCol}`);
	};
	const document = parse(html, { onParseError });
	const elements: Element[] = [];
	const texts: TextNode[] = [];
	const visit = (node: DefaultTreeAdapterTypes.Node, ancestors: string[]) => {
		if (defaultTreeAdapter.isTextNode(node)) {
			const text = node.value.trim();
			if (text !== '' && !ancestors.includes('style')) texts.push({ text, ancestors });
			return;
		}
		let own = ancestors;
		if (defaultTreeAdapter.isElementNode(node)) {
			const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
			elements.push({ tag: node.tagName, attributes });
			const isColored = /(^|;)color:#/.test(attributes.style ?? '');
			const isHidden = /display:none/.test(attributes.style ?? '');
			own = [
				...ancestors,
				node.tagName,
				...(isColored ? [`${node.tagName}:color`] : []),
				...(isHidden ? ['hidden'] : []),
			];
		}
		if ('childNodes' in node) for (const child of node.childNodes) visit(child, own);
	};
	visit(document, []);
	const seen = texts.filter(({ ancestors }) => !ancestors.includes('hidden'));
	const line = (nodes: TextNode[]) =>
		nodes
			.map(({ text }) => text)
			.join(' ')
			.replace(/\s+/g, ' ');
	return {
		errors,
		elements,
		texts: seen,
		strings: new Set(texts.map(({ text }) => text)),
		text: line(seen),
		body: line(seen.filter(({ ancestors }) => ancestors.includes('body'))),
	};
}
