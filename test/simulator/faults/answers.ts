import type { Answer } from '../api/answers';
import { errorAnswer, loginPage } from '../api/answers';
import type { Json } from '../types';
import type { Fault, FaultOf } from './types';

function throttle({ retryAfter, retryAfterHeader }: FaultOf<'throttle'>): Answer {
	return {
		...errorAnswer(429, 'Too many requests.', 'transport', { retryAfter }),
		headers: retryAfterHeader === undefined ? {} : { 'Retry-After': retryAfterHeader },
	};
}

function error({ status, errors, body }: FaultOf<'error'>): Answer {
	if (typeof body === 'string') return { status, text: body };
	if (body !== undefined) return { status, json: body as Json };
	if (errors) return { status, json: { errors } };
	return errorAnswer(status, 'Simulated error.', 'unspecified');
}

/** The answer of a fault that replaces the API's; undefined for those that let the API work. */
export function faultAnswer(fault: Fault): Answer | undefined {
	switch (fault.kind) {
		case 'throttle':
			return throttle(fault);
		case 'error':
			return error(fault);
		case 'html':
			return {
				status: fault.status ?? 200,
				text: loginPage,
				contentType: 'text/html; charset=utf-8',
			};
		case 'empty':
			return { status: 200 };
		case 'notJson':
			return { status: 200, text: fault.body };
		case 'redirect':
			return { status: fault.status ?? 302, headers: { Location: fault.location } };
		default:
			return undefined;
	}
}
