/** A user name and its password. */
export interface Login {
	username: string;
	password: string;
}

/** In every session token, so that a search for it finds any of them. */
// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- made up, to be searched for
export const TOKEN_MARK = 'k7Qw2ZtXb9Rm4VhS';

/** The made-up accounts of every simulator. */
export interface Accounts {
	apiKey: string;
	readOnlyApiKey: string;
	disabledApiKey: string;
	/** Valid, but without rights to infrastructure: 403 on jobs and alarms. */
	noRightsApiKey: string;
	/**
	 * Of a company: no portal role, so the session history answers 403. Vendor's guide: who sees the Session States
	 * dashboard.
	 */
	companyApiKey: string;
	user: Login;
	domainUser: Login;
	/** Gets an mfa_token instead of an access token. */
	mfaUser: Login;
	/** Correct password, but its company has no REST access: 403. */
	restDisabledUser: Login;
}

export const accounts: Accounts = {
	apiKey: 'simulator-api-key',
	readOnlyApiKey: 'simulator-api-key-read-only',
	disabledApiKey: 'simulator-api-key-disabled',
	noRightsApiKey: 'simulator-api-key-no-rights',
	companyApiKey: 'simulator-api-key-company',
	// Characters that break a form body which is not encoded.
	user: { username: 'simulator-user', password: 'made-up & 100%+pässword' },
	domainUser: { username: 'SIMULATOR\\backup.admin', password: 'made-up=domain&password' },
	mfaUser: { username: 'simulator-mfa-user', password: 'made-up-mfa-password' },
	restDisabledUser: { username: 'simulator-no-rest', password: 'made-up-rest-password' },
};

/** Who sends a request, once the Authorization header was understood. */
export interface Identity {
	userName: string;
	readOnly: boolean;
	hasRights: boolean;
	/** Portal Administrator, Site Administrator, Operator or Read-only */
	hasPortalRole: boolean;
}

/** The identity behind an API key; undefined for unknown and disabled ones. */
export function identityOfKey(key: string): Identity | undefined {
	const base = { readOnly: false, hasRights: true, hasPortalRole: true };
	switch (key) {
		case accounts.apiKey:
			return { ...base, userName: 'simulator-key-owner' };
		case accounts.readOnlyApiKey:
			return { ...base, userName: 'simulator-read-only-key-owner', readOnly: true };
		case accounts.companyApiKey:
			return { ...base, userName: 'simulator-company-owner', hasPortalRole: false };
		case accounts.noRightsApiKey:
			return { ...base, userName: 'simulator-auditor', hasRights: false };
		default:
			return undefined;
	}
}

/** The login with this user name and password. User names ignore case, as in Windows. */
export function findLogin(username: string, password: string): Login | undefined {
	const logins = [accounts.user, accounts.domainUser, accounts.mfaUser, accounts.restDisabledUser];
	return logins.find(
		(login) =>
			login.username.toLowerCase() === username.toLowerCase() && login.password === password,
	);
}
