import { hash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { asError, inParallel, pause } from '../../util/clock';
import { parseUsedUid, textOrNull } from '../../util/text';
import { parseTime } from '../../util/time';
import {
	declaredFailure,
	isListAbsent,
	isNotFound,
	isUnfinished,
	isUnknownResource,
	isUnknownVersion,
} from '../client/explanation';
import { toResult } from '../jobs/kind';
import { companyUidOf } from '../placement';
import type { Vspc } from '../vspc';
import type { JobSession, SentSession } from './fields';

/** From a time until another one that is not in it, in milliseconds since 1970. */
export interface Span {
	from: number;
	to: number;
}

/** `GET /infrastructure/jobSessionHeatmap/`, API 3.6 and newer; marked as a preview (API description 3.6.1). */
const HISTORY_PATH = ['infrastructure', 'jobSessionHeatmap'];

const FIRST_VERSION = '3.6';

/** Who sees the dashboard Session States, which shows the same: vendor's guide, `job_overview.md`. */
const ROLES = ['Portal Administrator', 'Site Administrator', 'Operator', 'Read-only User'];

/** A sentence on what every session takes, for those who did without. */
export const HISTORY_NEEDS = `Every session takes VSPC 9 or newer (API ${FIRST_VERSION}) and one of the portal roles ${ROLES.join(', ')}.`;

const DAY = 24 * 3_600_000;

/** Days that are read side by side. */
const AT_ONCE = 3;

/** A day that could not be read is asked for once more, after a moment. */
const TRIES = 2;
const PAUSE_MS = 1000;

/** Whether an error says that this account, or this VSPC, has no session history. */
export function isHistoryAbsent(error: unknown): boolean {
	return isListAbsent(error) || isUnknownVersion(error);
}

/** All sessions of the last 30 days, and the jobs they belong to. The job lists have the latest sessions only. */
export class SessionHistory {
	constructor(private readonly vspc: Vspc) {}

	/**
	 * The sessions that ended in a time, in the order of their ends. Those that go on, or have no end, are none.
	 *
	 * Nothing settles whether VSPC selects by start or by end, by both or by days, so it is asked for two days at a
	 * time, each of them twice, from a day before. Whichever way it is, a session of up to a day is in one of the
	 * answers as a whole.
	 *
	 * @throws as vspc.request does; when VSPC has no history, isHistoryAbsent says so
	 */
	async read({ from, to }: Span): Promise<JobSession[]> {
		const starts: number[] = [];
		for (let start = from - DAY; start < to; start += DAY) starts.push(start);
		const sessions = new Map<string, JobSession>();
		const readFrom = async (start: number) => {
			for (const row of await this.readWindow({ from: start, to: start + 2 * DAY })) {
				const session = toSession(row);
				if (session && session.endedAt >= from && session.endedAt < to) {
					sessions.set(session.key, session);
				}
			}
		};
		// The first one alone: a VSPC without a history is asked once.
		const [first, ...others] = starts;
		await readFrom(first);
		await inParallel(others, AT_ONCE, readFrom);
		return [...sessions.values()].sort((a, b) => a.endedAt - b.endedAt || (a.key < b.key ? -1 : 1));
	}

	/**
	 * The ended sessions of one answer, in the order of their ends. What VSPC selects by is not settled: some of them
	 * may be of another time, and sessions that began or ended outside of this one may be missing.
	 *
	 * @throws as read does
	 */
	async readOnce(span: Span): Promise<JobSession[]> {
		const sessions = (await this.readWindow(span))
			.map(toSession)
			.filter((one) => one !== undefined);
		return sessions.sort((a, b) => a.endedAt - b.endedAt);
	}

	/** The company of a session, and its name where VSPC sends that. */
	companyOf({ organizationUid, organizationName }: SentSession) {
		const companyUid = companyUidOf([organizationUid]) ?? null;
		return { companyUid, companyName: companyUid && textOrNull(organizationName) };
	}

	private async readWindow(window: Span): Promise<SentSession[]> {
		for (let tries = 1; ; tries++) {
			try {
				return await this.request(window);
			} catch (error) {
				if (tries >= TRIES || !isPassing(error)) throw this.explained(error);
				await pause(this.vspc.context, PAUSE_MS);
			}
		}
	}

	private async request({ from, to }: Span): Promise<SentSession[]> {
		const { apiVersion } = await this.vspc.connect();
		const { data } = await this.vspc.request({
			method: 'GET',
			path: HISTORY_PATH,
			endsInSlash: true,
			qs: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
			apiVersion: isOlder(apiVersion) ? FIRST_VERSION : undefined,
			activity: 'reading the sessions of jobs',
			roles: ROLES,
			isList: true,
		});
		const rows = rowsOf(data);
		if (rows) return rows;
		throw this.vspc.error({
			message: 'VSPC did not answer with the sessions of jobs',
			description:
				'The request was for the session history, a preview of VSPC. Another version may answer in another form.',
		});
	}

	/** Says what the history needs, where VSPC only says that it is not there. */
	private explained(error: unknown): Error {
		if (!isHistoryAbsent(error)) return asError(error);
		const { message, description, httpCode } = error as Error & Record<string, string | undefined>;
		const isMissing = isUnknownResource(error) || isUnknownVersion(error) || isNotFound(error);
		const words = isMissing
			? {
					message: 'This VSPC has no session history',
					description: `It takes VSPC 9 or newer (API ${FIRST_VERSION}), where it is a preview that may be missing. ${message}.`,
					isUnknownResource: true,
				}
			: {
					message,
					description: `${description ?? ''} The history needs a role of the portal: accounts and API keys of companies have none.`,
				};
		return this.vspc.error({ ...words, status: httpCode ? Number(httpCode) : undefined });
	}
}

/** Undefined for a session without an end. */
function toSession(row: SentSession): JobSession | undefined {
	const endedAt = parseTime(row.endTime);
	if (endedAt === undefined) return undefined;
	const startedAt = parseTime(row.startTime);
	const uid = parseUsedUid(row.sessionUid);
	const { managementAgentUid, serverName, jobName } = row;
	const own = () =>
		hash(
			'sha256',
			JSON.stringify([managementAgentUid, serverName, jobName, startedAt]),
			'base64url',
		);
	const key = `session:${uid ?? own().slice(0, 22)}`;
	return { key, result: toResult(row.result), startedAt, endedAt, row };
}

/** The sessions of an answer; undefined when it is none. */
function rowsOf(data: unknown): SentSession[] | undefined {
	if (data === null) return [];
	const { dataPerDays: days } = data as { dataPerDays?: unknown };
	if (days === null) return [];
	if (!Array.isArray(days) || !days.every(isObject)) return undefined;
	const rows = days.flatMap(({ sessions }) => sessions ?? []) as unknown[];
	return rows.every(isObject) ? rows : undefined;
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the same request may work a moment later. */
function isPassing(error: unknown): boolean {
	const cause = declaredFailure(asError(error))?.cause;
	return cause === 'temporarily-unavailable' && !isHistoryAbsent(error) && !isUnfinished(error);
}

/** Whether the credential's version is older than the history; Server Default is the newest one that VSPC has. */
function isOlder(apiVersion: string): boolean {
	if (apiVersion === '') return false;
	const [major, minor = 0] = apiVersion.split('.').map(Number);
	return major < 3 || (major === 3 && minor < 6);
}
