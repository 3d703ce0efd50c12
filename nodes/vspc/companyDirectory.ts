import { asError } from '../util/clock';
import { spelled, textOrNull } from '../util/text';
import type { VspcClient } from './client/client';
import { isHidden } from './client/explanation';
import { readList } from './list/readList';
import { type Organization, ORGANIZATIONS_PATH } from './companies';

/** What a report says of a company. */
export interface CompanyEntry {
	name: string | null;
	/** Addresses, separated by `, ` */
	email: string | null;
}

/** Names and e-mail addresses of companies by UID, read once and only when one is needed. */
export class CompanyDirectory {
	private entries?: Promise<Map<string, CompanyEntry>>;

	constructor(private readonly vspc: VspcClient) {}

	/**
	 * Throws as vspc.request does, but not when the account may not see the list.
	 *
	 * @returns entries by UID in small letters
	 */
	async read(): Promise<Map<string, CompanyEntry>> {
		this.entries ??= this.load();
		return await this.entries;
	}

	private async load() {
		const call = { path: ORGANIZATIONS_PATH, activity: 'reading the names of companies' };
		const keyOf = (row: Organization) => row.instanceUid;
		const select = ['instanceUid', 'name', 'email'];
		try {
			const { rows } = await readList(this.vspc, { call, keyOf, select });
			return new Map(
				rows.map((row) => [
					spelled(row.instanceUid).toLowerCase(),
					{ name: textOrNull(row.name), email: toAddresses(row.email) },
				]),
			);
		} catch (error) {
			if (!isHidden(error)) throw asError(error);
			const { message } = error as Error;
			this.vspc.hint(`Names of companies are missing: ${message}`);
			return new Map<string, CompanyEntry>();
		}
	}
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
