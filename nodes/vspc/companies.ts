import { asError } from '../util/clock';
import { parseUid } from '../util/text';
import type { Fields, Sent } from './fields';
import { isHidden } from './client/explanation';
import type { Vspc } from './vspc';

/** `GET /organizations/companies`: what VSPC manages of customers, schema Company, API 3.4 to 3.7. */
export const COMPANIES_PATH = ['organizations', 'companies'];

/** `GET /organizations`: who customers are, schema Organization, API 3.4 to 3.7. */
export const ORGANIZATIONS_PATH = ['organizations'];

/** Schema CompanyServices: what the company may use; null as a quota: no limit. */
const services = {
	/** Services that the provider hosts */
	hostedServices: {
		type: 'object',
		null: true,
		parts: {
			/** Whether appliances for public clouds can be managed */
			isVbPublicCloudManagementEnabled: {
				type: 'boolean',
			},
		},
	},
	/** Services for the company's own infrastructure */
	remoteServices: {
		type: 'object',
		null: true,
		parts: {
			/** Whether there are cloud backup resources */
			isBackupResourcesEnabled: {
				type: 'boolean',
			},
			/** Quotas of agents */
			backupAgentsManagement: {
				type: 'object',
				null: true,
				parts: {
					/** Of workstations */
					workstationAgentsQuota: { type: 'integer', null: true },
					/** Of servers */
					serverAgentsQuota: { type: 'integer', null: true },
				},
			},
			/** Quota of backup servers */
			backupServersManagement: {
				type: 'object',
				null: true,
				parts: {
					/** How many */
					backupServerQuota: { type: 'integer', null: true },
				},
			},
			/** Quota of Veeam Backup for Microsoft 365 servers */
			vb365ServersManagement: {
				type: 'object',
				null: true,
				parts: {
					/** How many */
					backupServerQuota: { type: 'integer', null: true },
				},
			},
			/** Whether appliances for public clouds can be managed */
			isVbPublicCloudManagementEnabled: {
				type: 'boolean',
			},
		},
	},
} as const satisfies Fields;

/** Schema Company, API 3.6.1; `since` and `until` come from a comparison with 3.5.1. */
export const companyFields = {
	/** UID of the company, and of its organization */
	instanceUid: { type: 'uid', simplified: 9 },
	/** Name */
	name: { type: 'text', simplified: 1 },
	/** Active or Disabled */
	status: { type: 'word', simplified: 2 },
	/** UID of the reseller */
	resellerUid: { type: 'uid', null: true, simplified: 8 },
	/** UID of the subscription plan */
	subscriptionPlanUid: { type: 'uid', null: true },
	/** What the company may do */
	permissions: { type: 'words', until: '3.5.1' },
	/** Whether it may use the REST API */
	isRestAccessEnabled: { type: 'boolean', since: '3.6' },
	/** Whether it is notified of its alarms */
	isAlarmDetectEnabled: { type: 'boolean' },
	/** Services and quotas */
	companyServices: {
		type: 'object',
		null: true,
		parts: services,
		isChosenWhole: true,
	},
	/** Address of its portal */
	loginUrl: { type: 'text', null: true },
} as const satisfies Fields;

/** Schema Organization, API 3.6.1. */
export const organizationFields = {
	/** Name */
	name: { type: 'text' },
	/** UID */
	instanceUid: { type: 'uid' },
	/** Alias */
	alias: { type: 'text', null: true },
	/** Provider, Reseller or Company */
	type: { type: 'word' },
	/** Tax ID */
	taxId: { type: 'text', null: true },
	/** E-mail address of the contact */
	email: { type: 'text', null: true, simplified: 3 },
	/** Telephone number of the contact */
	phone: { type: 'text', null: true, simplified: 4 },
	/** ID of the country in VSPC */
	country: { type: 'integer', null: true },
	/** ID of the US state in VSPC */
	state: { type: 'integer', null: true },
	/** Country */
	countryName: { type: 'text', null: true, simplified: 7 },
	/** Region */
	regionName: { type: 'text', null: true },
	/** City */
	city: { type: 'text', null: true },
	/** Street */
	street: { type: 'text', null: true },
	/** Code of the country */
	locationAdmin0Code: { type: 'text', null: true },
	/** Code of the state or region */
	locationAdmin1Code: { type: 'text', null: true },
	/** Code of the district or municipality */
	locationAdmin2Code: { type: 'text', null: true },
	/** Notes */
	notes: { type: 'text', null: true, simplified: 6 },
	/** Postal code */
	zipCode: { type: 'text', null: true },
	/** Website */
	website: { type: 'text', null: true },
	/** ID in Veeam's own records */
	veeamTenantId: { type: 'text', null: true },
	/** ID for third-party systems */
	companyId: { type: 'text', null: true, simplified: 5 },
} as const satisfies Fields;

/** A company as VSPC sent it. */
export type Company = Sent<typeof companyFields>;

/** An organization as VSPC sent it. */
export type Organization = Sent<typeof organizationFields>;

/** The fields that come first. */
const first = {
	name: companyFields.name,
	status: companyFields.status,
	email: organizationFields.email,
	phone: organizationFields.phone,
	companyId: organizationFields.companyId,
	notes: organizationFields.notes,
};

/** A company as an item, in the order of use: VSPC has it in two parts. */
export const joinedFields = {
	...first,
	...organizationFields,
	...companyFields,
} as const satisfies Fields;

/** Both parts of a company, as far as VSPC sent them. */
export type JoinedCompany = Sent<typeof joinedFields>;

/** Values of the enum CompanyStatus, API 3.6.1; REMOVED is the vendor's word for values of the past. */
export const COMPANY_STATUSES = [
	'Active',
	'Disabled',
	'REMOVED_Creating',
	'REMOVED_Deleted',
	'REMOVED_Deleting',
	'REMOVED_Expired',
	'REMOVED_SiteResourceCreating',
	'REMOVED_SiteResourceCreationFailed',
	'REMOVED_SiteResourceUpdateFailed',
	'REMOVED_SiteResourceUpdating',
	'Unknown',
];

/** What `expand=Organization` sends along; undefined when the server doesn't. */
export function embeddedIn(company: Company): Organization | undefined {
	const embedded = company._embedded as { organization?: unknown } | null | undefined;
	const organization = embedded?.organization;
	return typeof organization === 'object' && organization !== null
		? (organization as Organization)
		: undefined;
}

/** Company and organization have the same UID; of what both have, the company's counts. */
export function joined(company: Company, organization: Organization | undefined): JoinedCompany {
	const own = { ...company };
	delete own._embedded;
	return { ...organization, ...own };
}

/** A company with the fields of its organization, asked for once in an execution. Throws as vspc.request does. */
export async function fetchCompany(vspc: Vspc, uid: string): Promise<JoinedCompany> {
	return await vspc.once(`company ${uid}`, async () => {
		const company = await vspc.fetchOne<Company>({
			path: [...COMPANIES_PATH, uid],
			activity: 'reading the company',
			noun: 'company',
			uid,
			notFoundHint: 'The organizations of the provider and of resellers are not companies.',
		});
		return await organizationsOf(vspc).joinOne(vspc, company, uid);
	});
}

/** The organizations of an execution. */
export function organizationsOf(vspc: Vspc): Organizations {
	return vspc.once(Organizations, () => new Organizations());
}

/** The organizations that companies are; those of a list are read once. */
class Organizations {
	private all?: Promise<Map<string, Organization>>;

	/**
	 * Companies with the fields of their organizations: those that came along, else from one read of all.
	 * Throws as vspc.request does, but not when the account may not see organizations.
	 */
	async joinAll(vspc: Vspc, companies: Company[]): Promise<JoinedCompany[]> {
		const all = companies.every(embeddedIn) ? undefined : await this.load(vspc);
		return companies.map((company) =>
			joined(company, embeddedIn(company) ?? all?.get(parseUid(company.instanceUid) ?? '')),
		);
	}

	/** A company with the fields of its organization, which is asked for. Throws as joinAll does. */
	async joinOne(vspc: Vspc, company: Company, uid: string): Promise<JoinedCompany> {
		const fetched = vspc.fetchOne<Organization>({
			path: [...ORGANIZATIONS_PATH, uid],
			activity: 'reading the organization of the company',
			noun: 'organization',
			uid,
		});
		return joined(company, await this.orHint(vspc, fetched));
	}

	private async load(vspc: Vspc): Promise<Map<string, Organization>> {
		this.all ??= this.readAll(vspc);
		return await this.all;
	}

	private async readAll(vspc: Vspc) {
		const call = {
			path: ORGANIZATIONS_PATH,
			activity: 'reading the organizations of the companies',
		};
		const keyOf = (row: Organization) => row.instanceUid;
		const list = await this.orHint(vspc, vspc.list({ call, keyOf }));
		return new Map((list?.rows ?? []).map((row) => [parseUid(row.instanceUid) ?? '', row]));
	}

	private async orHint<Read>(vspc: Vspc, read: Promise<Read>): Promise<Read | undefined> {
		try {
			return await read;
		} catch (error) {
			if (!isHidden(error)) throw asError(error);
			const { message } = error as Error;
			vspc.hint(`Fields like email and companyId are missing: ${message}`);
			return undefined;
		}
	}
}
