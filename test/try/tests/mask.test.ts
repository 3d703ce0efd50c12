import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { checkAnswer, checkOnTheWay, Findings } from '../answer';
import { allCalls, type Call } from '../calls';
import { Mask, shapeOf } from '../mask';
import { checkRows, checkUids, hideAll } from '../rows';
import type { Exchange } from '../transport';

/** Nothing of it may be printed, wherever a server puts it. */
const CANARY = 'Canary & Söhne';
const UNSAID = 'unsaid-of-this-test';

const names = [...new Set(allCalls().flatMap(({ fields = {} }) => Object.keys(fields)))];
const anyName = fc.oneof(
	fc.constantFrom(...names),
	fc.constantFrom(CANARY, UNSAID, 'owner', '__proto__'),
);
const anyText = fc.oneof(
	fc.constantFrom(CANARY, `Job of ${CANARY}`, UNSAID, `2026-11-28T${CANARY}`, `1.2 ${CANARY}`),
	fc.string().map((text) => `${text}${CANARY}`),
);
const { value: anyValue } = fc.letrec<{ value: unknown; row: unknown }>((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		anyText,
		fc.constantFrom(null, true, 7, -1.5, '', '0001-01-01T00:00:00'),
		fc.array(tie('value'), { maxLength: 3 }),
		tie('row'),
	),
	row: fc.dictionary(anyName, tie('value'), { maxKeys: 6 }),
}));
const anyRow = fc.dictionary(anyName, anyValue, { maxKeys: 8 });
const anyCall = fc.constantFrom(...allCalls());

function printed(call: Call, body: unknown, headers: Exchange['headers'], status: number): string {
	const mask = new Mask([UNSAID, 'portal.example', 'portal']);
	const findings = new Findings();
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const exchange: Exchange = { path: '/', status, headers, body: text, milliseconds: 1 };
	const data = (body as { data?: unknown }).data;
	hideAll(data, call.fields, mask);
	const asked = { isList: call.isList, limit: 500, offset: 0 };
	const { rows } = checkAnswer(exchange, asked, findings, mask);
	checkRows(rows as IDataObject[], call, '3.6.1', findings, mask);
	checkUids(rows as IDataObject[], call.uid, findings);
	checkOnTheWay([exchange], findings);
	return [...findings.matches, ...findings.differs, ...findings.notes, ...findings.grouped].join(
		'\n',
	);
}

function expectNoCanary(text: string): void {
	expect(text).not.toMatch(/canary|söhne|unsaid/i);
}

test('whatever a server sends in rows, nothing of a name or a token in it is printed', () => {
	fc.assert(
		fc.property(anyCall, fc.array(anyRow, { maxLength: 4 }), (call, rows) => {
			const data = call.isList ? rows : rows[0];
			const meta = { pagingInfo: { total: rows.length, count: rows.length, offset: 0 } };
			expectNoCanary(printed(call, { data, meta }, { 'content-type': 'application/json' }, 200));
		}),
		{ numRuns: 300 },
	);
});

test('whatever a server sends as envelope, error, header or page, nothing of a name or a token in it is printed', () => {
	const anyBody = fc.oneof(
		anyText,
		fc.record({ data: anyValue, meta: anyValue, errors: anyValue, error: anyValue }),
		fc.record({ errors: fc.array(anyRow), [CANARY]: anyValue }),
		fc.record({ data: fc.constant([]), meta: fc.record({ pagingInfo: anyRow }) }),
	);
	const anyHeaders = fc.record({
		'content-type': anyText,
		location: anyText,
		'retry-after': anyText,
	});
	fc.assert(
		fc.property(
			anyCall,
			anyBody,
			anyHeaders,
			fc.constantFrom(200, 202, 400, 401, 429, 520),
			(call, body, headers, status) => {
				const more = { ...headers, [`x-ratelimit-${UNSAID}`]: '1' };
				expectNoCanary(printed(call, body, more, status));
			},
		),
		{ numRuns: 300 },
	);
});

test('a shape shows the kind of a value and nothing of what it says', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), (text) => {
			expect(shapeOf(`x${text}`)).toBe(`text(${text.length + 1})`);
		}),
	);
	expect(shapeOf('2026-11-28T06:00:00.123Z')).toBe('time 0000-00-00T00:00:00.000Z');
	expect(shapeOf('2026-11-28 Canary')).toBe('time 0000-00-00 xxxxxx');
	expect(shapeOf('00000000-0000-0000-0000-000000000000')).toBe('zero UID');
	expect([null, [], [1], {}, 1, -1.5, true].map(shapeOf)).toEqual([
		'null',
		'empty list',
		'list(1)',
		'object',
		'integer',
		'negative number',
		'boolean',
	]);
});
