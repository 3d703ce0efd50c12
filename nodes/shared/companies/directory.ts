import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../asking';
import { readList } from '../list/query';
import { asError } from '../parallel';
import { ORGANIZATIONS_PATH } from './company';
import { toAddresses } from './email';

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
	async read(asking: Asking): Promise<Map<string, CompanyEntry>> {
		this.entries ??= this.load(asking);
		return await this.entries;
	}

	private async load({ context, connection, limits }: Asking) {
		const call = { path: ORGANIZATIONS_PATH, doing: 'reading the names of companies' };
		const keyOf = (row: IDataObject) => row.instanceUid;
		const select = ['instanceUid', 'name', 'email'];
		try {
			const { rows } = await readList(context, connection, { call, keyOf, select }, limits);
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
