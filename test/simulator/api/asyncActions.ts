import { randomUUID } from 'node:crypto';

import type { FaultOf } from '../faults/types';
import type { State } from '../state';
import type { Answer, ApiRequest } from './answers';
import { done, errorAnswer, single } from './answers';

/** A request that was answered with 202. */
export interface AsyncAction {
	id: string;
	name: string;
	fault: FaultOf<'async'>;
	polls: number;
	/** Milliseconds since 1970 */
	startedAt: number;
	status: 'running' | 'succeed' | 'failed' | 'canceled';
	/** Does what was asked for. */
	run: () => Answer;
	result?: Answer;
}

/** Answers 202. The same X-Request-id again gives the same action, not a second one. */
export function startAction(
	state: State,
	request: ApiRequest,
	fault: FaultOf<'async'>,
	run: () => Answer,
): Answer {
	const id = request.headers['x-request-id'] || randomUUID();
	const name = `${request.method} ${request.path}`;
	if (!state.asyncActions.has(id)) {
		const startedAt = state.clock.now();
		state.asyncActions.set(id, { id, name, fault, polls: 0, startedAt, status: 'running', run });
	}
	const path = `/api/v3/asyncActions/${id}`;
	const host = fault.locationHost ?? request.headers.host ?? '';
	switch (fault.location) {
		case 'none':
			return { status: 202 };
		case 'relative':
			return { status: 202, headers: { Location: path } };
		default:
			return { status: 202, headers: { Location: `https://${host}${path}` } };
	}
}

function finish(action: AsyncAction): void {
	const { outcome = 'succeed' } = action.fault;
	if (outcome === 'never') return;
	action.status = outcome;
	// The work is done once, when the action ends, however often the result is fetched.
	if (outcome === 'succeed') action.result = action.run();
}

function isDone({ fault, polls, startedAt }: AsyncAction, now: number): boolean {
	const { pollsUntilDone = 2, seconds } = fault;
	return seconds === undefined ? polls > pollsUntilDone : now - startedAt >= seconds * 1000;
}

function poll(action: AsyncAction, now: number): Answer {
	action.polls++;
	if (action.status === 'running' && isDone(action, now)) finish(action);
	return single({
		id: action.id,
		initiatorUid: '5107a1a7-0000-4000-8000-000000000001',
		actionName: action.name,
		status: action.status,
		queryParameters: {},
		requestBody: null,
	});
}

function resultOf(action: AsyncAction): Answer {
	const failure = { message: 'The async action has failed.', type: 'unspecified', code: 520 };
	const { result: form = 'body' } = action.fault;
	if (action.status === 'running') return errorAnswer(404, 'The async action is not finished.');
	if (form === 'gone') return errorAnswer(404, 'The async action result was not found.');
	if (form === 'errorStatus') return { status: 520, json: { errors: [failure] } };
	if (form === 'errorBody') {
		return { status: 200, json: { meta: null, data: null, errors: [failure] } };
	}
	if (action.status === 'failed') return { status: 520, json: { errors: [failure] } };
	return action.result ?? errorAnswer(404, 'The async action was canceled.');
}

/** /asyncActions/{id} and /asyncActions/{id}/result */
export function asyncActions(
	state: State,
	request: ApiRequest,
	id: string,
	isResult: boolean,
): Answer {
	const action = state.asyncActions.get(id);
	if (!action) return errorAnswer(404, `Async action with UID '${id}' was not found.`);
	if (request.method === 'GET')
		return isResult ? resultOf(action) : poll(action, state.clock.now());
	if (isResult) state.asyncActions.delete(id);
	else if (action.status === 'running') action.status = 'canceled';
	return done();
}
