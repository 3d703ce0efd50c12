import type { Estate } from '../estate/types';
import { page } from '../query/page';
import type { Fields } from '../schema/fields';
import { renderRow } from '../schema/render';
import {
	backupServerFields,
	locationFields,
	managementAgentFields,
	organizationFields,
	siteFields,
} from '../schema/resources';
import { vb365ServerFields } from '../schema/vb365';
import { mappingFields, repositoryFields } from '../schema/workloads';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { single } from './answers';
import type { Call } from './call';
import { findRow } from './find';
import { selector } from './select';

/** The plain lists, by path under /api/v3. */
export const collections: Record<
	string,
	{ rows: (estate: Estate) => JsonObject[]; fields: Fields }
> = {
	'/infrastructure/backupServers': {
		rows: (estate) => estate.backupServers,
		fields: backupServerFields,
	},
	'/infrastructure/managementAgents': {
		rows: (estate) => estate.managementAgents,
		fields: managementAgentFields,
	},
	'/infrastructure/backupServers/repositories': {
		rows: (estate) => estate.repositories,
		fields: repositoryFields,
	},
	'/infrastructure/sites': { rows: (estate) => estate.sites, fields: siteFields },
	'/infrastructure/vb365Servers': {
		rows: (estate) => estate.vb365Servers,
		fields: vb365ServerFields,
	},
	'/infrastructure/vb365Servers/organizations/companyMappings': {
		rows: (estate) => estate.vb365Mappings,
		fields: mappingFields,
	},
	'/organizations': { rows: (estate) => estate.organizations, fields: organizationFields },
	'/organizations/locations': { rows: (estate) => estate.locations, fields: locationFields },
};

/** A page of one of them. */
export function listCollection(call: Call, path: string): Answer {
	const { state, version } = call;
	const { rows, fields } = collections[path];
	const view = { version, enumCase: state.settings.enumCase };
	const render = (row: JsonObject, only?: ReadonlySet<string>) =>
		renderRow(row, fields, view, only);
	return page({ rows: rows(state.estate), render }, call, fields);
}

/** GET /infrastructure/backupServers/{backupServerUid} */
export function getBackupServer(call: Call, uid: string): Answer {
	const wanted = { what: 'Backup server', parameter: 'backupServerUid', uid };
	return rendered(call, findRow(call.state.estate.backupServers, wanted), backupServerFields);
}

/** GET /infrastructure/managementAgents/{managementAgentUid} */
export function getManagementAgent(call: Call, uid: string): Answer {
	const wanted = { what: 'Management agent', parameter: 'managementAgentUid', uid };
	const { managementAgents } = call.state.estate;
	return rendered(call, findRow(managementAgents, wanted), managementAgentFields);
}

/** GET /infrastructure/sites/{siteUid} */
export function getSite(call: Call, uid: string): Answer {
	const sites = call.state.estate.sites.map((site) => ({ ...site, instanceUid: site.siteUid }));
	return rendered(call, findRow(sites, { what: 'Site', parameter: 'siteUid', uid }), siteFields);
}

/** GET /organizations/locations/{locationUid} */
export function getLocation(call: Call, uid: string): Answer {
	const wanted = { what: 'Location', parameter: 'locationUid', uid };
	return rendered(call, findRow(call.state.estate.locations, wanted), locationFields);
}

function rendered(call: Call, row: JsonObject, fields: Fields): Answer {
	const view = { version: call.version, enumCase: call.state.settings.enumCase };
	return single(selector(call, fields)(renderRow(row, fields, view)));
}
