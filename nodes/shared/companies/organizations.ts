import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../asking';
import { fetchOne } from '../fetchOne';
import { readList } from '../list/query';
import { asError } from '../parallel';
import { parseUid } from '../uid';
import { embeddedIn, joined, ORGANIZATIONS_PATH } from './company';

/** The organizations that companies are, for one execution. */
export class Organizations {
	private all?: Promise<Map<string, IDataObject>>;

	/** What a person should know about fields that are missing */
	readonly hints: string[] = [];

	/**
	 * Companies with the fields of their organizations: those that came along, else from one read of all.
	 * Throws as vspcRequest does, but not when the account may not see organizations.
	 */
	async joinAll(asking: Asking, companies: IDataObject[]): Promise<IDataObject[]> {
		const all = companies.every(embeddedIn) ? undefined : await this.load(asking);
		return companies.map((company) =>
			joined(company, embeddedIn(company) ?? all?.get(parseUid(company.instanceUid) ?? '')),
		);
	}

	/** A company with the fields of its organization, which is asked for. Throws as joinAll does. */
	async joinOne(
		asking: Asking,
		company: IDataObject,
		uid: string,
		itemIndex: number,
	): Promise<IDataObject> {
		const fetched = fetchOne(asking, {
			path: [...ORGANIZATIONS_PATH, uid],
			doing: 'reading the organization of the company',
			noun: 'organization',
			uid,
			itemIndex,
		});
		return joined(company, await this.orHint(fetched));
	}

	private async load(asking: Asking): Promise<Map<string, IDataObject>> {
		this.all ??= this.readAll(asking);
		return await this.all;
	}

	private async readAll({ context, connection, limits }: Asking) {
		const call = { path: ORGANIZATIONS_PATH, doing: 'reading the organizations of the companies' };
		const keyOf = (row: IDataObject) => row.instanceUid;
		const list = await this.orHint(readList(context, connection, { call, keyOf }, limits));
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
