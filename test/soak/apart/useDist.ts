/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import Module from 'node:module';
import { resolve } from 'node:path';

/** What jest.config.js has jest do: what is tested is what is shipped. */
const OURS =
	/^(?:\.\.\/)+((?:nodes\/(?:Vspc|(?:form|vspc|trigger|report|util)\/)|credentials\/Vspc).*)$/;
const DIST = resolve(__dirname, '../../../dist');

const loader = Module as unknown as {
	_resolveFilename: (request: string, ...more: unknown[]) => string;
};
const resolveAsUsual = loader._resolveFilename;
loader._resolveFilename = function (request, ...more) {
	const ours = OURS.exec(request);
	return resolveAsUsual.call(this, ours ? resolve(DIST, ours[1]) : request, ...more);
};
