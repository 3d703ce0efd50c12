import type { Settings } from '../settings';
import type { ApiRequest } from './answers';
import { Refusal } from './answers';

/** API versions that VSPC 9.1 still has: https://helpcenter.veeam.com/docs/vac/rest/back_comp.html */
const SUPPORTED = ['3.4', '3.5', '3.5.1', '3.6', '3.6.1'];

/** Compares dotted versions by number: 3.10 is newer than 3.9. */
export function compareVersions(a: string, b: string): number {
	const left = a.split('.').map(Number);
	const right = b.split('.').map(Number);
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Ends a request as one for a version in which this is not there. */
export function unsupported(request: ApiRequest, version: string): never {
	throw new Refusal({
		status: 400,
		json: {
			error: {
				code: 'UnsupportedApiVersion',
				message:
					`The HTTP resource that matches the request URI '${request.path}' ` +
					`with API version '${version}' is not supported.`,
				innerError: null,
			},
		},
	});
}

/** The API version to answer in. Refuses versions that the server does not have. */
export function versionOf(request: ApiRequest, settings: Settings): string {
	const asked = request.headers['x-client-version'];
	if (asked === undefined) return settings.serverVersion;
	const isKnown = SUPPORTED.includes(asked) && compareVersions(asked, settings.serverVersion) <= 0;
	return isKnown ? asked : unsupported(request, asked);
}
