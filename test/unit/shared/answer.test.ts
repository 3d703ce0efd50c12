import { errorEntries, firstWords } from '../../../nodes/shared/answer';

test.each([
	[
		'<html><head><title>Sign in</title><style>p{}</style></head><body><p>Hello</p>',
		'Sign in Hello',
	],
	['<script>alert(1)</script><b>hi', 'hi'],
	['<img src=x onerror=alert(1)', ''],
	['a\r\n\t b', 'a b'],
	['', ''],
	[`<p>${'x'.repeat(200)}`, `${'x'.repeat(80)}…`],
])('shows the first words of %j as plain text', (body, words) => {
	expect(firstWords(body)).toBe(words);
});

test.each([
	['no JSON', '<html>'],
	['errors is null', '{"errors":null}'],
	['errors is text', '{"errors":"no"}'],
	['entries are no objects', '{"errors":[null,"x"]}'],
	['an array', '[{"errors":[{}]}]'],
])('finds no errors: %s', (_case, body) => {
	expect(errorEntries(body)).toEqual([]);
});
