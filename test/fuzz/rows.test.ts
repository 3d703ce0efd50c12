import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { KINDS } from '../../nodes/form/jobKinds';
import { WORKLOAD_KINDS } from '../../nodes/form/workloads';
import { csvOf } from '../../nodes/report/csv';
import { renderHtml } from '../../nodes/report/html/page';
import { makeLanguage, type LanguageCode } from '../../nodes/report/language';
import { makeReport } from '../../nodes/report/report';
import { lastHours } from '../../nodes/report/row';
import { subjectOf, textOf } from '../../nodes/report/text';
import { workloadCsvOf } from '../../nodes/report/workloads/csv';
import { renderWorkloads } from '../../nodes/report/workloads/html';
import { makeWorkloadReport } from '../../nodes/report/workloads/report';
import { workloadSubjectOf, workloadTextOf } from '../../nodes/report/workloads/text';
import { decideAlarm } from '../../nodes/trigger/alarms/decide';
import { observeAlarms, toAlarmItems } from '../../nodes/trigger/alarms/events';
import { decide } from '../../nodes/trigger/jobs/decide';
import { compare, newLineUp, toHistoryEnd } from '../../nodes/trigger/jobs/lineUp';
import { observe } from '../../nodes/trigger/jobs/observation';
import { scheduledInterval } from '../../nodes/trigger/jobs/overdue';
import { watchServers } from '../../nodes/trigger/jobs/serverWatch';
import { elapsed } from '../../nodes/util/clock';
import { alarmFields } from '../../nodes/vspc/alarms';
import { joined } from '../../nodes/vspc/companies';
import { computeFields } from '../../nodes/vspc/jobs/computed';
import type { JobKind } from '../../nodes/vspc/jobs/kind';
import { failedObjectsOf, ticketOf } from '../../nodes/vspc/jobs/tickets';
import { SERVER_KINDS, serverFields } from '../../nodes/vspc/servers';
import { sessionFields } from '../../nodes/vspc/sessions/fields';
import { SessionHistory } from '../../nodes/vspc/sessions/history';
import { JobIndex } from '../../nodes/vspc/sessions/jobs';
import type { Chain } from '../../nodes/vspc/workloads/kind';
import { rpoStateOf } from '../../nodes/vspc/workloads/rpo';
import { joinComputers, joinRows, toShape } from '../../nodes/vspc/workloads/workload';
import { parseHtml } from '../unit/shared/report/dom';
import { isActive, parseCsv } from '../unit/shared/report/table';
import { moment, NOW, objectWith, rowOf, text, uid, value } from './corpus';
import { fuzz } from './runs';

/** Rows as VSPC sends them, but for a field or two that no server should send so. */
const names = Object.keys(KINDS) as Array<keyof typeof KINDS>;
const kindOf = (name: keyof typeof KINDS) => KINDS[name].kind as unknown as JobKind;
const rowsOf = new Map(names.map((name) => [name, rowOf(kindOf(name).fields)]));
const row = fc.oneof(
	...names.map((name) =>
		fc.tuple(fc.constant(name), rowsOf.get(name) as fc.Arbitrary<IDataObject>),
	),
);

const languages = fc.constantFrom<LanguageCode>('de', 'en', 'es', 'fr', 'nl');
const branding = { accent: '#12965a', header: '#101828' };

fuzz(
	'a job of any form is compared, computed, described in a ticket and keyed',
	0.12,
	row,
	([name, job], reach) => {
		const kind = kindOf(name);
		kind.placement(job);
		kind.failureTexts(job);
		expect(JSON.stringify(computeFields(kind, job, NOW))).toBeDefined();
		expect(JSON.stringify(failedObjectsOf(kind, job, { kindName: name }))).toBeDefined();
		const { ticketTitle, ticketText } = ticketOf(kind, job, {}, { name: 'failed' });
		expect([typeof ticketTitle, typeof ticketText]).toEqual(['string', 'string']);
		const key = kind.keyOf(job);
		if (key === undefined) return;
		reach('keyed');
		const seen = observe(kind, job);
		if (seen.outcome === 'failed') reach('failed');
		const rules = {
			events: new Set(['failed', 'warning', 'success', 'recovered', 'overdue', 'escalated']),
			warningIsProblem: true,
			stillAfter: 0,
			overdueAfter: 24 * 3600,
			emitExisting: true,
			afterFailures: 1,
			escalateAfterFailures: 3,
			escalateAfter: 0,
		} as const;
		const conditions = {
			now: NOW / 1000,
			rules: rules as unknown as Parameters<typeof decide>[2]['rules'],
			isWanted: true,
			isBaseline: false,
			hasGap: false,
			interval: () => scheduledInterval(job),
		};
		const first = decide({ lastSeen: undefined, problem: undefined }, seen, conditions);
		if (first.events.length > 0) reach('event');
		// What was reported once is not reported again for the same row.
		expect(decide(first.memory, seen, conditions).events.map((event) => event.name)).toEqual([]);
	},
	{ keyed: 0.8, failed: 0.08, event: 0.25 },
);

/** A page must not do anything, whatever it shows. */
function expectPassive(html: string): void {
	for (const { tag, attributes } of parseHtml(html).elements) {
		expect(['script', 'iframe', 'object', 'img', 'a', 'form', 'link', 'svg']).not.toContain(tag);
		expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([]);
	}
}

/** Each cell of a file, its heading included. */
function expectHarmless(csv: string): void {
	const lines = parseCsv(csv.slice(1));
	expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
	expect(lines.flat().filter(isActive)).toEqual([]);
}

const run = fc.record({
	result: fc.constantFrom('success' as const, 'warning' as const, 'failed' as const),
	endedAt: fc.integer({ min: NOW - 86_400_000 * 2, max: NOW }),
});

fuzz(
	'a report of any rows is a page without anything active, plain text, and cells without formulas',
	0.01,
	fc.tuple(
		fc.array(fc.tuple(row, fc.oneof(fc.constant(undefined), fc.array(run, { maxLength: 4 }))), {
			minLength: 2,
			maxLength: 5,
		}),
		fc.record({ title: text, companyName: text, introText: text }),
		languages,
	),
	([rows, { title, companyName, introText }, code], reach) => {
		const jobs = rows.map(([[kindName, job], runs]) => ({
			kindName,
			kind: kindOf(kindName),
			job,
			companyUid: null,
			companyName,
			runs: runs && [...runs].sort((a, b) => a.endedAt - b.endedAt),
		}));
		const language = makeLanguage(code, 'UTC');
		const period = lastHours('last24Hours', NOW);
		const frame = { period, language, now: NOW, title, introText };
		const report = makeReport(jobs as never, frame as never);
		if (report.rows.length > 1) reach('rows');
		expectPassive(renderHtml(report, branding));
		expect(subjectOf(report)).not.toMatch(/[\r\n]/);
		expect(textOf(report).length).toBeGreaterThan(0);
		expectHarmless(csvOf(report));
	},
	{ rows: 0.5 },
);

const chain: fc.Arbitrary<Chain> = fc.record({
	restorePoints: fc.oneof(fc.nat({ max: 9 }), value),
	size: fc.oneof(fc.nat(), value),
	latest: fc.oneof({ weight: 3, arbitrary: moment }, value),
	repositoryUid: fc.oneof(uid, value),
	targetType: fc.oneof(fc.constantFrom('Local', 'Cloud'), value),
	jobUid: fc.oneof(uid, value),
	isSnapshot: fc.boolean(),
});
const workloadRows = fc.oneof(
	...WORKLOAD_KINDS.map((kind) =>
		fc.tuple(fc.constant(kind), fc.array(rowOf(kind.fields), { minLength: 1, maxLength: 3 })),
	),
);

fuzz(
	'workloads of any form are joined, compared with an RPO, and reported as page, text and table',
	0.01,
	fc.tuple(
		fc.array(workloadRows, { minLength: 1, maxLength: 3 }),
		fc.oneof(fc.constant(null), fc.array(chain, { maxLength: 3 })),
		text,
		languages,
	),
	([lists, chains, companyName, code], reach) => {
		const workloads = joinComputers(lists.flatMap(([kind, rows]) => joinRows(kind, rows)));
		const rpo = { hours: 24, exceptions: [], snapshotsCount: true };
		const read = workloads.map((workload) => {
			workload.chains = workload.kind.chains && chains;
			const shape = toShape(workload, { now: NOW });
			const item = { ...workload.row, ...shape, companyName } as typeof shape;
			expect(JSON.stringify(item)).toBeDefined();
			if (shape.workloadKey !== null) reach('keyed');
			const { isMet, latest } = rpoStateOf(rpo, item, NOW);
			reach(isMet ? 'within' : latest === undefined ? 'no restore point' : 'outside');
			if (latest !== undefined) expect(Number.isFinite(latest)).toBe(true);
			return { item };
		});
		const language = makeLanguage(code, 'UTC');
		const report = makeWorkloadReport(read, { language, now: NOW, rpo, intro: [companyName] });
		expectPassive(renderWorkloads(report, branding));
		expect(workloadSubjectOf(report)).not.toMatch(/[\r\n]/);
		expect(workloadTextOf(report).length).toBeGreaterThan(0);
		expectHarmless(workloadCsvOf(report));
	},
	{ keyed: 0.8, within: 0.05, outside: 0.5 },
);

fuzz(
	'sessions of any form are put in order, matched with jobs, and lined up with what polls saw',
	0.05,
	fc.tuple(
		fc.array(rowOf(sessionFields), { minLength: 1, maxLength: 4 }),
		fc.oneof(
			{ weight: 9, arbitrary: fc.constant(undefined) },
			objectWith(['dataPerDays', 'sessions']),
		),
	),
	async ([rows, other], reach) => {
		const vspc = {
			connect: async () => ({ apiVersion: '3.6.1' }),
			request: async () => ({ data: other ?? { dataPerDays: [{ sessions: rows }] } }),
			error: ({ message }: { message: string }) => new Error(message),
		};
		const history = new SessionHistory(vspc as never);
		const attempt = async () => await history.readOnce({ from: 0, to: NOW });
		const sessions = await attempt().catch((error: Error) => {
			expect(error.message).toBe('VSPC did not answer with the sessions of jobs');
			return [];
		});
		const index = new JobIndex();
		for (const name of names) {
			const jobs = rows.map(({ jobName, managementAgentUid }) => ({
				name: jobName,
				agentUid: typeof managementAgentUid === 'string' ? managementAgentUid : undefined,
				jobKey: name,
			}));
			index.add(name, jobs);
		}
		for (const session of sessions) {
			reach('session');
			expect(Number.isFinite(session.endedAt)).toBe(true);
			history.companyOf(session.row);
			expect(index.match(session).jobMatch).not.toBe(null);
			const end = toHistoryEnd(session, false);
			if (!end) continue;
			reach('end');
			const known = [{ outcome: end.outcome, time: end.time }];
			const { offsets } = compare(newLineUp(), [{ known, history: [end] } as never]);
			expect([...offsets.values()].every(Number.isFinite)).toBe(true);
		}
	},
	{ session: 0.6, end: 0.2 },
);

const activation = {
	lastActivation: fc.record({
		instanceUid: uid,
		time: fc.oneof({ weight: 4, arbitrary: moment }, value),
		status: fc.oneof(
			{ weight: 4, arbitrary: fc.constantFrom('Error', 'Warning', 'Info', 'Resolved') },
			value,
		),
		message: text,
		remark: text,
	}),
};

fuzz(
	'alarms of any form are compared, and reported once',
	0.05,
	fc.array(rowOf(alarmFields, activation), { minLength: 1, maxLength: 3 }),
	async (rows, reach) => {
		const rules = {
			events: new Set(['raised', 'changed', 'resolved'] as const),
			minimum: 'Info' as const,
			stillAfter: 0,
			emitExisting: true,
		};
		const conditions = { now: NOW / 1000, rules, isWanted: true, isBaseline: false };
		for (const seen of observeAlarms(rows)) {
			reach('keyed');
			const { memory, events } = decideAlarm({}, seen, conditions);
			expect(decideAlarm(memory, seen, conditions).events).toEqual([]);
			const emitted = events.map((event) => ({ key: seen.key, alarm: seen.row, event }));
			const nobody = { nameOf: async () => null, placeOf: async () => ({}) };
			const items = await toAlarmItems(emitted, nobody as never, true, elapsed() + 60_000);
			for (const { at, item } of items) {
				reach('event');
				expect(Number.isFinite(at)).toBe(true);
				expect(item.alarmKey).toBe(seen.key);
			}
		}
	},
	{ keyed: 0.8, event: 1 / 3 },
);

const connection = {
	status: fc.constantFrom('Healthy', 'Warning', 'Inaccessible', 'Unknown'),
	managementAgentStatus: fc.constantFrom('Healthy', 'Inaccessible', null),
};

fuzz(
	'servers of any form are connected, disconnected or unknown, and reported once',
	0.03,
	fc.tuple(
		fc.constantFrom(...Object.values(SERVER_KINDS)),
		fc.array(rowOf(serverFields, connection), { minLength: 1, maxLength: 3 }),
		fc.option(
			fc.dictionary(uid, objectWith(['connectionStatus', 'lastHeartbeatTime']), { maxKeys: 3 }),
			{ nil: undefined },
		),
	),
	async ([kind, servers, agents], reach) => {
		const reading = { servers, agents: agents && new Map(Object.entries(agents)) };
		const reads = { isDue: () => true, of: async () => reading };
		const vspc = { connection: { host: 'vspc.example.com:1280' } };
		const source = { vspc, reads, kind, filters: [] } as never;
		const rules = {
			events: new Set(['serverDisconnected', 'serverReconnected'] as const),
			disconnectedAfter: 0,
			emitExisting: true,
		};
		const first = await watchServers(source, undefined, rules, NOW);
		if (first.state.lastSeen.size > 0) reach('keyed');
		if (first.emitted.length > 0) reach('event');
		expect((await watchServers(source, first.state, rules, NOW + 1000)).emitted).toEqual([]);
	},
	{ keyed: 0.8, event: 1 / 3 },
);

fuzz(
	'companies and organizations of any form are joined',
	0.03,
	fc.tuple(
		objectWith(['instanceUid', 'name', 'status', 'organizationUid', '_embedded']),
		fc.option(objectWith(['instanceUid', 'name', 'email', 'taxId']), { nil: undefined }),
	),
	([company, organization]) => {
		expect(typeof joined(company as never, organization as never)).toBe('object');
	},
);
