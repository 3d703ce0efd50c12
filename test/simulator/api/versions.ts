import type { Settings } from '../settings';
import type { ApiRequest } from './answers';
import { Refusal } from './answers';

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

function unsupported(request: ApiRequest, version: string): never {
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
	if (!/^\d+(\.\d+)*$/.test(asked)) return unsupported(request, asked);
	if (compareVersions(asked, settings.serverVersion) > 0) {
		return settings.newerVersion === 'ignore'
			? settings.serverVersion
			: unsupported(request, asked);
	}
	return settings.supportedVersions.includes(asked) ? asked : unsupported(request, asked);
}
