import { randomUUID } from 'node:crypto';

import type { Identity } from '../accounts';
import { accounts, findLogin, TOKEN_MARK } from '../accounts';
import type { State } from '../state';
import type { Answer, ApiRequest } from './answers';
import { errorAnswer } from './answers';

/** As on the vendor's page: https://helpcenter.veeam.com/docs/vac/rest/authorization_v3.html */
const LIFETIME_SECONDS = 3600;

function oauthError(error: string, description: string): Answer {
	return {
		status: 400,
		json: { error, error_description: description, error_uri: null },
	};
}

const refused = () =>
	oauthError(
		'invalid_request',
		'Cannot complete login due to incorrect username or password, or no sufficient rights.',
	);

function openSession(state: State, identity: Identity): Answer {
	const accessToken = `simulator-access-${TOKEN_MARK}-${randomUUID()}`;
	const refreshToken = `simulator-refresh-${TOKEN_MARK}-${randomUUID()}`;
	const expiresAt = state.clock.now() + LIFETIME_SECONDS * 1000;
	state.accessTokens.set(accessToken, { ...identity, expiresAt });
	state.refreshTokens.set(refreshToken, identity);
	return {
		status: 200,
		json: {
			access_token: accessToken,
			token_type: 'bearer',
			refresh_token: refreshToken,
			mfa_token: null,
			encrypted_code: null,
			expires_in: LIFETIME_SECONDS,
		},
	};
}

function byPassword(state: State, form: URLSearchParams): Answer {
	const login = findLogin(form.get('username') ?? '', form.get('password') ?? '');
	if (!login) return refused();
	if (login === accounts.restDisabledUser) {
		return errorAnswer(403, 'REST API access is disabled for your company.', 'security');
	}
	if (login === accounts.mfaUser) {
		return {
			status: 200,
			json: {
				access_token: null,
				token_type: 'bearer',
				refresh_token: null,
				mfa_token: `simulator-mfa-${randomUUID()}`,
				encrypted_code: null,
				expires_in: 300,
			},
		};
	}
	state.logins++;
	return openSession(state, {
		userName: login.username,
		readOnly: form.get('readOnly') === 'true',
		hasRights: true,
		hasPortalRole: true,
	});
}

function byRefreshToken(state: State, form: URLSearchParams): Answer {
	const token = form.get('refresh_token') ?? '';
	const identity = state.refreshTokens.get(token);
	if (!identity) return oauthError('invalid_grant', 'The refresh token is wrong or was used.');
	// A refresh gives a new pair: the old refresh token is spent.
	state.refreshTokens.delete(token);
	return openSession(state, identity);
}

/** POST /token: opens or renews a session. */
export function token(request: ApiRequest, state: State): Answer {
	const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	if (type !== 'application/x-www-form-urlencoded') {
		return errorAnswer(415, 'The media type of the request is not supported.', 'transport');
	}
	const form = new URLSearchParams(request.body);
	switch (form.get('grant_type')) {
		case 'password':
			return byPassword(state, form);
		case 'refresh_token':
			return byRefreshToken(state, form);
		case null:
			return oauthError('invalid_request', 'The grant_type field is required.');
		default:
			return oauthError('unsupported_grant_type', 'The simulator does not know this grant type.');
	}
}
