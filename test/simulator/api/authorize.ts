import type { Identity } from '../accounts';
import { identityOfKey } from '../accounts';
import type { Settings } from '../settings';
import type { State } from '../state';
import type { Answer, ApiRequest } from './answers';
import { errorAnswer, loginPage, Refusal } from './answers';

function unauthorized(settings: Settings): Answer {
	switch (settings.unauthorizedBody) {
		case 'empty':
			return { status: 401 };
		case 'oauth':
			return {
				status: 401,
				json: {
					error: 'invalid_token',
					error_description: 'The access token is missing, wrong or expired.',
				},
			};
		case 'html':
			return { status: 401, text: loginPage, contentType: 'text/html; charset=utf-8' };
		default:
			return errorAnswer(401, 'Authorization is required', 'security');
	}
}

function identityOfToken(token: string, state: State): Identity | undefined {
	const session = state.accessTokens.get(token);
	return session && session.expiresAt > state.clock.now() ? session : undefined;
}

/** Who sends the request. Ends it with 401 unless a valid key or token came along. */
export function identify(request: ApiRequest, state: State): Identity {
	const given = request.headers.authorization ?? '';
	const token = /^Bearer (\S+)$/i.exec(given)?.[1];
	// Seen live: a key is taken without Bearer, too.
	const identity = identityOfKey(token ?? given) ?? (token && identityOfToken(token, state));
	if (!identity) throw new Refusal(unauthorized(state.settings));
	return identity;
}

/** Ends the request with 403 when the sender may not do this. */
export function checkRights(request: ApiRequest, identity: Identity): void {
	const forbidden = new Refusal(
		errorAnswer(403, 'You do not have permission to perform this operation.', 'security'),
	);
	const isBarred = /\/(infrastructure|alarms|protectedWorkloads)\//.test(request.path);
	if (!identity.hasRights && isBarred) throw forbidden;
	// Canceling one's own async action changes nothing in the estate.
	const writes = request.method !== 'GET' && !request.path.includes('/asyncActions');
	if (identity.readOnly && writes) throw forbidden;
}
