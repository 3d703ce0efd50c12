import { explainAnswer } from '../../../nodes/vspc/client/errors';

const subject = {
	host: 'vspc.example.com:1280',
	apiVersion: '3.5.1',
	activity: 'changing the job',
	secrets: ['made-up-secret'],
};

const explain = (status: number, body: unknown, headers = {}, more = {}) =>
	explainAnswer(
		{ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
		{ ...subject, ...more },
	);

const errors = (...entries: object[]) => ({ errors: entries });

test.each([
	['the parameter', { parameterName: 'limit' }, 'parameter limit'],
	['the property', { propertyName: 'isEnabled' }, 'property isEnabled'],
	['the patch', { failedJsonPatch: { op: 'replace', path: '/x' } }, 'JSON patch {"op":"replace"'],
	['the code', { code: 1001 }, 'code 1001'],
])("names %s that VSPC's error is about", (_case, entry, words) => {
	const { message, description } = explain(
		400,
		errors({ message: 'No.', type: 'logical', ...entry }),
	);
	expect(message).toBe('VSPC answered: No.');
	expect(description).toContain(words);
});

test('says no more than VSPC does', () => {
	expect(explain(400, errors({ message: 'No.', failedJsonPatch: null })).description).toBe(
		'VSPC refused changing the job.',
	);
});

test.each([
	[errors({ code: 7 }), 'VSPC answered: error 7'],
	[errors({}), 'VSPC answered: error without text'],
	[{ error: 'invalid_scope' }, 'VSPC answered: invalid_scope'],
	[{ error: { code: 'Odd' } }, 'VSPC answered: Odd'],
	[errors({ code: { toString: 1 } }), 'VSPC answered: error {"toString":1}'],
	[errors({ message: { text: 'No.' }, parameterName: 5 }), 'VSPC answered: {"text":"No."}'],
])('an error without text still says what there is: %j', (body, message) => {
	expect(explain(400, body).message).toBe(message);
});

test.each([[{ error: null }], [{ error: 5 }], [{ error: {} }], ['null'], ['[]']])(
	'%j is not how VSPC reports an error',
	(body) => {
		expect(explain(500, body).message).toContain('does not answer like VSPC (HTTP 500)');
	},
);

test("404 with VSPC's text for a call that is about no single resource", () => {
	const { message, description } = explain(404, errors({ message: 'Not found.', type: 'logical' }));
	expect(message).toBe('VSPC has no such resource (changing the job)');
	expect(description).toContain('VSPC says: Not found.');
});

test("404 and 403 without a body are taken for VSPC's", () => {
	const about = { noun: 'job', uid: 'u' };
	expect(explain(404, '', {}, about).message).toContain('There is no job with the UID u');
	expect(explain(403, '').message).toContain('may not do this: changing the job');
});

test('429 that nobody waited for', () => {
	expect(explain(429, errors({ message: 'Slow down.' }))).toEqual({
		message: 'VSPC is throttling: too many requests (changing the job)',
		description: expect.stringContaining('VSPC says: Slow down.'),
		status: 429,
	});
});

test.each([
	[{}, 'redirects to another address'],
	[{ location: 'https://' }, 'redirects to another address'],
	[{ location: 'https://a.example' }, 'redirects to a.example:443'],
	[{ location: 'http://a.example:8080/x' }, 'redirects to http://a.example:8080'],
])('redirect with %j', (headers, words) => {
	expect(explain(302, '', headers).message).toContain(words);
});

test.each([
	['https://made-up-secret.example/', 'redirects to ***'],
	['/login', 'redirects to vspc.example.com:1280'],
])('what a redirect to %s leads to', (location, words) => {
	expect(explain(302, '', { location }).message).toContain(words);
});

test('a redirect on the same host: the advice is not to enter that host', () => {
	const { description } = explain(302, '', { location: '/login' });
	expect(description).toContain('another page of the same host');
});

test('a redirect to HTTP: the advice is not to enter that address', () => {
	const { description } = explain(302, '', { location: 'http://vspc.example.com/' });
	expect(description).toContain('in clear text');
});

test('half a secret is none of the words that are shown', () => {
	const { description } = explain(200, `${'x'.repeat(70)} made-up-secret`);
	expect(description).not.toContain('made-up');
	const patch = { failedJsonPatch: { value: `${'x'.repeat(180)}made-up-secret` } };
	expect(explain(400, errors({ message: 'No.', ...patch })).description).not.toContain('made-up');
});

test('the read-only advice is for changes only', () => {
	expect(explain(403, '').description).not.toContain('read-only');
	expect(explain(403, '', {}, { changes: true }).description).toContain('read-only');
});
