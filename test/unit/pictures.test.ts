/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { madeFrom, readMadeFrom } from '../pictures/madeFrom';
import { COMMAND, FOLDER } from '../pictures/pictures';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- a tool of the build, which is plain JavaScript
const { pages } = require('../../build/pages') as {
	pages: () => Array<{ path: string; text: string }>;
};

const MAX_BYTES = 120_000;
const MAX_WIDTH = 1440;

/** The pictures of the docs: `npm run docs:pictures` makes them. */
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.png'));

/** Pages without a picture: this one is on a command, and has what that prints as text. */
const WITHOUT = ['docs/try.md'];

/** The pictures of a page, with what is read out instead of each. */
const picturesOf = (text: string) => [
	...[...text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, alt, path]) => ({ alt, path })),
	...[...text.matchAll(/<img\b[^>]*>/g)].map(([tag]) => ({
		alt: /alt="([^"]*)"/.exec(tag)?.[1] ?? '',
		path: /src="([^"]*)"/.exec(tag)![1],
	})),
];

const withPictures = pages().filter(({ path }) => !WITHOUT.includes(path));
test.each(withPictures.map(({ path, text }) => [path, text]))(
	'%s has a picture, and a text for whoever cannot see it',
	(_path, text) => {
		const pictures = picturesOf(text);
		expect(pictures).not.toEqual([]);
		expect(pictures.filter(({ alt }) => alt.length < 30)).toEqual([]);
	},
);

test('every picture is on a page, and every page names pictures that are there', () => {
	const named = pages().flatMap(({ text }) => picturesOf(text).map(({ path }) => basename(path)));
	expect([...new Set(named)].sort()).toEqual([...files].sort());
});

test.each(files)('%s is small enough to be loaded on the way', (file) => {
	const png = readFileSync(join(FOLDER, file));
	expect(png.length).toBeLessThan(MAX_BYTES);
	// The header of a PNG begins with its width.
	expect(png.readUInt32BE(16)).toBeLessThanOrEqual(MAX_WIDTH);
});

test(`pictures show what there is: if not, ${COMMAND} makes them anew; then look at each`, () => {
	const now = madeFrom();
	const then = readMadeFrom(FOLDER);
	const stale = [...new Set([...Object.keys(now), ...Object.keys(then), ...files])].filter(
		(file) => now[file] !== then[file] || !files.includes(file),
	);
	expect({ stale, command: COMMAND }).toEqual({ stale: [], command: COMMAND });
});
