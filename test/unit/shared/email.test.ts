import * as fc from 'fast-check';

import { toAddresses } from '../../../nodes/vspc/companyDirectory';
import { cases } from '../../cases';

test.each([
	['backup@acme.example', 'backup@acme.example'],
	['  backup@acme.example \r\n', 'backup@acme.example'],
	['a@acme.example;b@acme.example', 'a@acme.example, b@acme.example'],
	['a@acme.example, b@acme.example ; a@acme.example', 'a@acme.example, b@acme.example'],
	['a@acme.example\r\nb@acme.example', 'a@acme.example, b@acme.example'],
	['Jane Doe <jane@acme.example>', 'jane@acme.example'],
	['"Doe, Jane" <jane@acme.example>', 'jane@acme.example'],
	['mailto:jane@acme.example', 'jane@acme.example'],
	['jörg@bäckerei.example', 'jörg@bäckerei.example'],
	['a@acme.example\r\nBcc: spy@evil.example', 'a@acme.example'],
	['a@acme.example\nSubject: hello', 'a@acme.example'],
	['a@acme.example\u2028Bcc: spy@evil.example', 'a@acme.example'],
	['none', null],
	['@acme.example', null],
	['a b@acme.example', null],
	['a@b@acme.example', null],
	['', null],
	[null, null],
	[{ email: 'a@acme.example' }, null],
])('%j goes to %j', (value, expected) => expect(toAddresses(value)).toBe(expected));

test('whatever stands there, what comes out is addresses in one line', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (noise) => {
			for (const text of [noise, `a@b.example${noise}`, `${noise}\r\na@b.example`]) {
				const found = toAddresses(text);
				if (found !== null) {
					expect(found).toMatch(/^[^\s,;<>"]+@[^\s,;<>"@]+(, [^\s,;<>"]+@[^\s,;<>"@]+)*$/);
				}
			}
		}),
		{ numRuns: cases(500) },
	);
});
