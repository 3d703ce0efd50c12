import * as fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import {
	asksForRetry,
	bodyOf as parsedBody,
	errorEntries,
	isWebPage,
	type RawAnswer,
} from '../../nodes/vspc/client/answer';
import { actionIdOf } from '../../nodes/vspc/client/asyncAction';
import type { Connection } from '../../nodes/vspc/client/connection';
import { explainAnswer, vendorText } from '../../nodes/vspc/client/errors';
import { ExplainedError } from '../../nodes/vspc/client/explanation';
import { readEnvelope, toNodeError } from '../../nodes/vspc/client/outcome';
import { throttleWait } from '../../nodes/vspc/client/send';
import { bodyOf, objectWith, text, uid, value } from './corpus';
import { fuzz } from './runs';

/** What comes from a server, or from something that stands before it. */
const CANARY = 'canary-7f3a9c/x+y=';
const OWN_ID = '99999999-2222-4333-8444-555555555555';
const subject = {
	host: 'vspc.example.com:1280',
	apiVersion: '3.6.1',
	activity: 'reading the job',
	secrets: [CANARY],
};

const entry = objectWith([
	'message',
	'type',
	'code',
	'retryAfter',
	'parameterName',
	'propertyName',
	'failedJsonPatch',
]);
const body = bodyOf(
	fc.oneof(
		fc.record({ errors: fc.oneof(fc.array(entry, { maxLength: 3 }), value) }),
		fc.record({ data: value, meta: value, errors: value }),
		objectWith(['error', 'error_description', 'message', 'Message', 'title', 'data']),
	),
);
const headers = fc.dictionary(
	fc.constantFrom('content-type', 'retry-after', 'date', 'location', 'Location', 'server'),
	fc.oneof(
		text,
		fc.array(text, { maxLength: 2 }),
		fc.constantFrom('text/html', 'application/json'),
	),
);
const STATUSES = [0, 100, 200, 202, 204, 302, 400, 401, 403, 404, 409, 429, 500, 502, 520];
const whole = (data: fc.Arbitrary<unknown>) => data.map((one) => JSON.stringify(one));
/** Data as VSPC sends them, errors as VSPC sends them, and anything. */
const answer = fc.oneof(
	fc.record({
		status: fc.constant(200),
		headers,
		body: whole(
			fc.record({
				data: fc.oneof(fc.array(objectWith(['instanceUid', 'name'])), value),
				meta: fc.constant({ pagingInfo: { total: 1, count: 1, offset: 0 } }),
			}),
		),
	}),
	fc.record({
		status: fc.constantFrom(...STATUSES),
		headers,
		body: whole(fc.record({ errors: fc.array(entry, { minLength: 1, maxLength: 3 }) })),
	}),
	fc.record({ status: fc.constantFrom(...STATUSES), headers, body }),
) as fc.Arbitrary<RawAnswer>;

const context = { getNode: () => ({ name: 'VSPC Job', type: 'vspcJob' }) } as IExecuteFunctions;

fuzz(
	'whatever is answered, it is data or an error in words',
	0.09,
	answer,
	(one, reach) => {
		parsedBody(one);
		expect(Array.isArray(errorEntries(one))).toBe(true);
		isWebPage(one);
		asksForRetry(one);
		vendorText(one);
		if (errorEntries(one).length > 0) reach('errors');
		try {
			readEnvelope(one, subject);
			reach('data');
		} catch (error) {
			expect(error).toBeInstanceOf(ExplainedError);
		}
	},
	{ errors: 0.15, data: 0.02 },
);

fuzz(
	'an error has a message of one readable length, without the secret that the server echoes',
	0.1,
	fc.tuple(answer, fc.constantFrom('', CANARY, encodeURIComponent(CANARY), btoa(`a:${CANARY}`))),
	([one, echo]) => {
		const echoed = { ...one, body: one.body.replace(/e/, (letter) => `${letter} ${echo} `) };
		const connection = { secrets: [CANARY] } as unknown as Connection;
		const error = toNodeError(context, explainAnswer(echoed, subject), connection, 0);
		expect(error.message.length).toBeGreaterThan(0);
		expect(error.message.length + (error.description ?? '').length).toBeLessThan(5000);
		const shown = JSON.stringify([error.message, error.description, error.messages]);
		for (const form of [CANARY, encodeURIComponent(CANARY), btoa(`a:${CANARY}`)]) {
			expect(shown).not.toContain(form);
		}
	},
);

fuzz('a throttled call waits for a time that is one', 0.04, answer, (one) => {
	const wait = throttleWait(one, 0);
	expect(wait).toBeGreaterThan(0);
	expect(Number.isNaN(wait)).toBe(false);
});

fuzz(
	'of a Location, only the UID of an action is taken, whatever host it names',
	0.04,
	fc.oneof(
		text,
		fc
			.tuple(text, uid, fc.oneof(fc.constantFrom('', '/', '?x=1', '#x', '/result'), text))
			.map(([host, id, more]) => `https://${host}/api/v3/asyncActions/${id}${more}`),
		fc.tuple(uid, uid).map(([other, id]) => `/x/${other}/ASYNCACTIONS/${id}`),
		fc.tuple(text, text).map(([id, more]) => `/api/v3/asyncActions/${id}${more}`),
	),
	(location, reach) => {
		const one = { status: 202, headers: { location }, body: '' };
		const id = actionIdOf({ answer: one, requestId: OWN_ID });
		if (id === OWN_ID) return;
		reach('foreign');
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
		expect(location.toLowerCase()).toContain(`/asyncactions/${id}`);
	},
	{ foreign: 1 / 3 },
);
