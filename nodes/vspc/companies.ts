import type { IDataObject } from 'n8n-workflow';

import { asError } from '../util/clock';
import { parseUid } from '../util/text';
import type { VspcClient } from './client/client';
import { containing, oneOf, referringTo, type Sieve, toSieve } from './list/filter';
import { readList } from './list/readList';

/** `GET /organizations/companies`: what VSPC manages of customers, schema Company, API 3.4 to 3.7. */
export const COMPANIES_PATH = ['organizations', 'companies'];

/** `GET /organizations`: who customers are, schema Organization, API 3.4 to 3.7. */
export const ORGANIZATIONS_PATH = ['organizations'];

/** The properties of Company, of any version. */
export const COMPANY_FIELDS = [
	'companyServices',
	'instanceUid',
	'isAlarmDetectEnabled',
	'isRestAccessEnabled',
	'loginUrl',
	'name',
	'permissions',
	'resellerUid',
	'status',
	'subscriptionPlanUid',
];

/** What `expand=Organization` sends along; undefined when the server doesn't. */
export function embeddedIn(company: IDataObject): IDataObject | undefined {
	const embedded = company._embedded as IDataObject | null | undefined;
	const organization = embedded?.organization;
	return typeof organization === 'object' && organization !== null
		? (organization as IDataObject)
		: undefined;
}

/** Company and organization have the same UID; of what both have, the company's counts. */
export function joined(company: IDataObject, organization: IDataObject | undefined): IDataObject {
	const own = { ...company };
	delete own._embedded;
	return { ...organization, ...own };
}

/** What a report says of a company. */
export interface CompanyEntry {
	name: string | null;
	/** Addresses, separated by `, ` */
	email: string | null;
}

/** Names and e-mail addresses of companies by UID, read once and only when one is needed. */
export class CompanyDirectory {
	private entries?: Promise<Map<string, CompanyEntry>>;

	/** What a person should know about names that are missing */
	readonly hints: string[] = [];

	/**
	 * Throws as vspcRequest does, but not when the account may not see the list.
	 *
	 * @returns entries by UID in small letters
	 */
	async read(vspc: VspcClient): Promise<Map<string, CompanyEntry>> {
		this.entries ??= this.load(vspc);
		return await this.entries;
	}

	private async load(vspc: VspcClient) {
		const call = { path: ORGANIZATIONS_PATH, doing: 'reading the names of companies' };
		const keyOf = (row: IDataObject) => row.instanceUid;
		const select = ['instanceUid', 'name', 'email'];
		try {
			const { rows } = await readList(vspc, { call, keyOf, select });
			return new Map(
				rows.map((row) => [
					String(row.instanceUid).toLowerCase(),
					{ name: textOf(row.name), email: toAddresses(row.email) },
				]),
			);
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message: string };
			if (httpCode !== '403' && httpCode !== '404') throw asError(error);
			this.hints.push(`Names of companies are missing: ${message}`);
			return new Map<string, CompanyEntry>();
		}
	}
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** An address as mail servers take it, with letters of any script; nothing that a mail header could be made of. */
const ADDRESS =
	/^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})*$/u;

/**
 * What VSPC has as the e-mail of a company, for the field To of an e-mail: anybody who edits the company writes it.
 * Addresses are separated by commas, semicolons or line breaks, and may have a name before them (`Name <a@b.example>`).
 *
 * @returns the addresses, joined by `, `; null when there is none
 */
export function toAddresses(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const addresses = value.split(/[,;\p{Cc}\p{Zl}\p{Zp}]+/u).map(addressIn);
	const found = new Set(addresses.filter((address) => ADDRESS.test(address)));
	return found.size === 0 ? null : [...found].join(', ');
}

function addressIn(part: string): string {
	const [, inBrackets] = /<([^<>]*)>\s*$/.exec(part) ?? [];
	return (inBrackets ?? part).trim().replace(/^mailto:/i, '');
}

/** Which companies are wanted; all that are given must hold. */
export interface CompanyFilters {
	nameContains?: string;
	/** Values of VSPC, in any case */
	status?: string[];
	resellerUid?: string;
}

export function toCompanySieve({ nameContains, status, resellerUid }: CompanyFilters): Sieve {
	return toSieve([
		nameContains ? containing('name', nameContains) : undefined,
		status?.length ? oneOf('status', status) : undefined,
		resellerUid === undefined ? undefined : referringTo('resellerUid', resellerUid),
	]);
}

/** The organizations that companies are, for one execution. */
export class Organizations {
	private all?: Promise<Map<string, IDataObject>>;

	/** What a person should know about fields that are missing */
	readonly hints: string[] = [];

	/**
	 * Companies with the fields of their organizations: those that came along, else from one read of all.
	 * Throws as vspcRequest does, but not when the account may not see organizations.
	 */
	async joinAll(vspc: VspcClient, companies: IDataObject[]): Promise<IDataObject[]> {
		const all = companies.every(embeddedIn) ? undefined : await this.load(vspc);
		return companies.map((company) =>
			joined(company, embeddedIn(company) ?? all?.get(parseUid(company.instanceUid) ?? '')),
		);
	}

	/** A company with the fields of its organization, which is asked for. Throws as joinAll does. */
	async joinOne(
		vspc: VspcClient,
		company: IDataObject,
		uid: string,
		itemIndex: number,
	): Promise<IDataObject> {
		const fetched = vspc.fetchOne({
			path: [...ORGANIZATIONS_PATH, uid],
			doing: 'reading the organization of the company',
			noun: 'organization',
			uid,
			itemIndex,
		});
		return joined(company, await this.orHint(fetched));
	}

	private async load(vspc: VspcClient): Promise<Map<string, IDataObject>> {
		this.all ??= this.readAll(vspc);
		return await this.all;
	}

	private async readAll(vspc: VspcClient) {
		const call = { path: ORGANIZATIONS_PATH, doing: 'reading the organizations of the companies' };
		const keyOf = (row: IDataObject) => row.instanceUid;
		const list = await this.orHint(readList(vspc, { call, keyOf }));
		return new Map((list?.rows ?? []).map((row) => [parseUid(row.instanceUid) ?? '', row]));
	}

	private async orHint<Read>(read: Promise<Read>): Promise<Read | undefined> {
		try {
			return await read;
		} catch (error) {
			const { httpCode, message } = error as { httpCode?: string; message: string };
			if (httpCode !== '403' && httpCode !== '404') throw asError(error);
			this.hints.push(`Fields like email and companyId are missing: ${message}`);
			return undefined;
		}
	}
}
