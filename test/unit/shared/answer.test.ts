import { errorEntries, firstWords } from '../../../nodes/vspc/client/answer';

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
	expect(firstWords(body, (text) => text)).toBe(words);
});

test.each([
	['no JSON', '<html>'],
	['errors is null', '{"errors":null}'],
	['entries are nothing', '{"errors":[null,""]}'],
	['errors is an empty object', '{"errors":{}}'],
	['an array', '[{"errors":[{}]}]'],
])('finds no errors: %s', (_case, body) => {
	expect(errorEntries({ status: 400, headers: {}, body })).toEqual([]);
});

test('takes secrets out after the tags are gone and before the text is cut', () => {
	const body = `<p>${'x'.repeat(70)} sec</b>ret-token</p>`;
	expect(firstWords(body, (text) => text.replace('sec ret-token', '***'))).not.toContain('sec');
});

test.each([
	['a text', '{"errors":"no"}', 'no'],
	['a list of texts', '{"errors":["no"]}', 'no'],
	['one object', '{"errors":{"message":"no"}}', 'no'],
])('finds errors where they are %s', (_case, body, message) => {
	expect(errorEntries({ status: 400, headers: {}, body })).toEqual([{ message }]);
});
