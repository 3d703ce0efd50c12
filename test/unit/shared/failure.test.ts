import type { IPollFunctions } from 'n8n-workflow';

import { type Explanation } from '../../../nodes/vspc/client/explanation';
import { toNodeError } from '../../../nodes/vspc/client/outcome';
import { failureOf } from '../../../nodes/vspc/client/explanation';

/** What n8n's durable pollers and other readers of errors find in ours. */
const context = {
	getNode: () => ({ name: 'VSPC', type: 'vspc', typeVersion: 1, parameters: {} }),
} as unknown as IPollFunctions;
const failureIn = (explanation: Omit<Explanation, 'message'>) =>
	(toNodeError(context, { message: 'x', ...explanation }) as { failure?: unknown }).failure;

test.each([
	['a rejected token', { status: 401 }, { cause: 'credential-invalid' }],
	['a refusal', { status: 403 }, { cause: 'configuration-invalid' }],
	['what VSPC does not know', { status: 404 }, { cause: 'configuration-invalid' }],
	['a redirect', { status: 302 }, { cause: 'configuration-invalid' }],
	['a server error', { status: 503 }, { cause: 'temporarily-unavailable' }],
	['VSPC’s own status', { status: 520 }, { cause: 'temporarily-unavailable' }],
	['no answer', {}, { cause: 'temporarily-unavailable' }],
	['errors with HTTP 200', { status: 200 }, { cause: 'temporarily-unavailable' }],
	['a proxy', { status: 404, isFromElsewhere: true }, { cause: 'temporarily-unavailable' }],
	[
		'throttling',
		{ status: 429, retryAfterMs: 25_000.4 },
		{ cause: 'rate-limited', retryAfterMs: 25_000 },
	],
	['throttling without a time', { status: 429, retryAfterMs: 0 }, { cause: 'rate-limited' }],
	[
		'a cause of its own',
		{ status: 400, cause: 'credential-invalid' },
		{ cause: 'credential-invalid' },
	],
] as const)('every error declares why it failed, as plain data: %s', (_, explanation, failure) => {
	expect(failureIn(explanation)).toEqual(failure);
	expect(JSON.parse(JSON.stringify(failureOf(explanation)))).toEqual(failure);
});
