import type { IDataObject } from 'n8n-workflow';

import { VspcClient } from './client/client';
import { AGENTS_PATH } from './jobs/agentJob';
import { BackupServerJobs } from './jobs/backupServerLookup';
import { JobCalls } from './jobs/calls';
import { Tickets } from './jobs/tickets';
import {
	ListPages,
	type ListRequest,
	type ListResult,
	type PagesRequest,
	readList,
} from './list/readList';
import { CompanyDirectory } from './companyDirectory';
import { AlarmNames, NameList, NameResolver } from './names';
import { SessionHistory } from './sessions/history';
import { Workloads } from './workloads/lookup';

/** VSPC for one execution or poll: single calls (VspcClient), whole lists, and the names that belong to UIDs. */
export class Vspc extends VspcClient {
	/** Reads a list completely, or as far as its limit. Throws as readList does. */
	async list<Row extends IDataObject = IDataObject>(
		request: ListRequest<Row>,
	): Promise<ListResult<Row>> {
		return await readList(this, request);
	}

	/** The pages of a list, one by one. */
	pages(request: PagesRequest): ListPages {
		return new ListPages(this, request);
	}

	/** What is asked about jobs and done to them. */
	get jobs(): JobCalls {
		return new JobCalls(this);
	}

	/** What tickets about jobs are made of. */
	get tickets(): Tickets {
		return new Tickets(this);
	}

	/** How jobs of backup servers are found. */
	get backupServerJobs(): BackupServerJobs {
		return new BackupServerJobs(this);
	}

	/** What is protected. */
	get workloads(): Workloads {
		return new Workloads(this);
	}

	/** All sessions of jobs, not only the latest ones. */
	get sessions(): SessionHistory {
		return new SessionHistory(this);
	}

	/** Names by UID; each is read once in an execution, and only when it is needed. */
	get names(): NameResolver {
		return this.once(NameResolver, () => new NameResolver(this.forItem(undefined, this.timeouts)));
	}

	/** Names of the computers that agents are on, by the UID of the agent, in the same way. */
	get computerNames(): NameList {
		const list = {
			path: AGENTS_PATH,
			activity: 'reading the names of computers',
			uid: 'instanceUid',
			name: 'name',
		};
		return this.once(
			'computer names',
			() => new NameList(this.forItem(undefined, this.timeouts), list),
		);
	}

	/** Names of alarms and of where they are, in the same way. */
	get alarmNames(): AlarmNames {
		return this.once(
			AlarmNames,
			() => new AlarmNames(this.forItem(undefined, this.timeouts), this.names),
		);
	}

	/** Names and e-mail addresses of companies, in the same way. */
	get companyDirectory(): CompanyDirectory {
		return this.once(
			CompanyDirectory,
			() => new CompanyDirectory(this.forItem(undefined, this.timeouts)),
		);
	}
}
