import * as fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import {
	asksForRetry,
	bodyOf as parsedBody,
	errorEntries,
	header,
	isWebPage,
	type RawAnswer,
} from '../../nodes/vspc/client/answer';
import { actionIdOf } from '../../nodes/vspc/client/asyncAction';
import type { Connection } from '../../nodes/vspc/client/connection';
import { explainAnswer, vendorText } from '../../nodes/vspc/client/errors';
import { ExplainedError } from '../../nodes/vspc/client/explanation';
import { readEnvelope, toNodeError } from '../../nodes/vspc/client/outcome';
import { throttleWait } from '../../nodes/vspc/client/send';
import { bodyOf, objectWith, text, value } from './corpus';
import { fuzz } from './runs';

/** What comes from a server, or from something that stands before it. */
const CANARY = 'canary-7f3a9c/x+y=';
const OWN_ID = '11111111-2222-4333-8444-555555555555';
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
const answer: fc.Arbitrary<RawAnswer> = fc.record({
	status: fc.constantFrom(0, 100, 200, 202, 204, 302, 400, 401, 403, 404, 409, 429, 500, 502, 520),
	headers: headers as fc.Arbitrary<RawAnswer['headers']>,
	body,
});

const context = { getNode: () => ({ name: 'VSPC Job', type: 'vspcJob' }) } as IExecuteFunctions;

fuzz('whatever is answered, it is data or an error in words', 0.15, answer, (one) => {
	parsedBody(one);
	expect(Array.isArray(errorEntries(one))).toBe(true);
	isWebPage(one);
	asksForRetry(one);
	vendorText(one);
	try {
		readEnvelope(one, subject);
	} catch (error) {
		expect(error).toBeInstanceOf(ExplainedError);
	}
});

fuzz(
	'an error has a message of one readable length, without the secret that the server echoes',
	0.12,
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
	'of a Location, only a UID is taken',
	0.04,
	fc.oneof(
		text,
		fc
			.tuple(text, text, text)
			.map(([host, id, more]) => `https://${host}/api/v3/asyncActions/${id}${more}`),
		text.map((more) => `/api/v3/asyncActions/${OWN_ID}${more}`),
	),
	(location) => {
		const one = { status: 202, headers: { location }, body: '' };
		const id = actionIdOf({ answer: one, requestId: OWN_ID });
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
		header(one, 'location');
	},
);
