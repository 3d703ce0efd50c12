import * as fc from 'fast-check';

import { maskSecrets, redact } from '../../nodes/vspc/client/redact';
import { SPELLINGS } from '../canaries/spellings';
import { text } from './corpus';
import { fuzz } from './runs';

/** Secrets that a server or a proxy echoes, in each spelling that one of them may use. */
// As keys and session tokens of VSPC are, and as passwords may be.
const secret = fc.oneof(
	fc.stringMatching(/^[A-Za-z0-9_-]{16,60}$/),
	fc.stringMatching(/^[A-Za-z0-9+/]{20,60}={0,2}$/),
	fc.stringMatching(/^[A-Za-z0-9 &<>"'\\%+!?$äöü]{10,30}$/).filter((one) => one.trim() === one),
);
const around = text.map((one) => one.slice(0, 60));

fuzz(
	'a secret is found in each spelling, and what stands around it stays',
	0.05,
	fc.tuple(secret, fc.constantFrom(...SPELLINGS), around, around),
	([one, spell, before, after]) => {
		const spelled = spell(one);
		// With a letter of base64 or hex beside it, it would be another text.
		const result = redact(`${before} ${spelled} ${after}`, [one]);
		expect(result).not.toContain(spelled);
		expect(result).toContain('***');
	},
);

fuzz(
	'data of an answer contain none either, whatever they are',
	0.03,
	fc.tuple(secret, fc.constantFrom(...SPELLINGS), fc.jsonValue({ maxDepth: 3 }), around),
	([one, spell, other, name]) => {
		const data = { [`${name} `]: [other, { message: `x ${spell(one)} y` }] };
		maskSecrets(data, JSON.stringify(data), [one]);
		expect(JSON.stringify(data)).not.toContain(JSON.stringify(spell(one)).slice(1, -1));
	},
);
