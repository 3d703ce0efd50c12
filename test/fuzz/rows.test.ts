import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { renderHtml } from '../../nodes/report/html/page';
import { makeLanguage } from '../../nodes/report/language';
import { makeReport } from '../../nodes/report/report';
import { lastHours } from '../../nodes/report/row';
import { csvOf } from '../../nodes/report/csv';
import { subjectOf, textOf } from '../../nodes/report/text';
import { decide } from '../../nodes/trigger/jobs/decide';
import { observe } from '../../nodes/trigger/jobs/observation';
import { jobCodec } from '../../nodes/trigger/jobs/memory';
import { alarmCodec } from '../../nodes/trigger/alarms/memory';
import { readList, readState, writeList } from '../../nodes/trigger/engine/state';
import { joined } from '../../nodes/vspc/companies';
import { computeFields } from '../../nodes/vspc/jobs/computed';
import { KINDS } from '../../nodes/form/jobKinds';
import type { JobKind } from '../../nodes/vspc/jobs/kind';
import { parseHtml } from '../unit/shared/report/dom';
import { objectWith, text, value } from './corpus';
import { fuzz } from './runs';

/** Rows as no server should send them, and saved states that were damaged. */
const NOW = Date.parse('2026-11-24T06:00:00Z');

const names = Object.keys(KINDS) as Array<keyof typeof KINDS>;
const kindOf = (name: keyof typeof KINDS) => KINDS[name].kind as unknown as JobKind;
const row = fc
	.constantFrom(...names)
	.chain((name) =>
		fc.tuple(
			fc.constant(name),
			objectWith(Object.keys(kindOf(name).fields)) as fc.Arbitrary<IDataObject>,
		),
	);

fuzz('a job of any form is compared, computed and keyed', 0.08, row, ([name, job]) => {
	const kind = kindOf(name);
	kind.keyOf(job);
	kind.placement(job);
	kind.failureTexts(job);
	expect(JSON.stringify(computeFields(kind, job, NOW))).toBeDefined();
	const key = kind.keyOf(job);
	if (key === undefined) return;
	const seen = observe(kind, job);
	const rules = {
		events: new Set(['failed', 'warning', 'success', 'recovered', 'overdue']),
		stillAfter: 0,
		overdueAfter: 24 * 3600,
		emitExisting: true,
		warningIsProblem: true,
	} as unknown as Parameters<typeof decide>[2]['rules'];
	const conditions = { now: NOW / 1000, rules, isWanted: true, isBaseline: false, hasGap: false };
	const first = decide({ lastSeen: undefined, problem: undefined } as never, seen, conditions);
	const next = decide(first.memory, seen, conditions);
	// What was reported once is not reported again for the same row.
	expect(next.events.map((event) => event.name)).toEqual([]);
});

fuzz(
	'a report of any rows is a page without anything active, plain text, and cells without formulas',
	0.04,
	fc.tuple(fc.array(row, { maxLength: 6 }), text, text, text),
	([rows, title, companyName, intro]) => {
		const jobs = rows.map(([kindName, job]) => ({
			kindName,
			kind: kindOf(kindName),
			job,
			companyUid: null,
			companyName,
		}));
		const frame = {
			period: lastHours('last24Hours', NOW),
			language: makeLanguage('en', 'UTC'),
			now: NOW,
			title,
			introText: intro,
		};
		const report = makeReport(jobs as never, frame as never);
		const html = renderHtml(report, { accent: '#12965a', header: '#101828' });
		const { elements } = parseHtml(html);
		for (const { tag, attributes } of elements) {
			expect(['script', 'iframe', 'object', 'img', 'a', 'form', 'link', 'svg']).not.toContain(tag);
			expect(Object.keys(attributes).filter((name) => name.startsWith('on'))).toEqual([]);
		}
		expect(subjectOf(report)).not.toMatch(/[\r\n]/);
		expect(textOf(report).length).toBeGreaterThan(0);
		for (const line of csvOf(report).slice(1).split('\r\n')) {
			expect(line).not.toMatch(/^[=+@\t\r]/);
		}
	},
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

const saved = fc.oneof(
	text,
	fc.record({ v: fc.constantFrom(1, 2, 3, '2'), lists: value, last: value, read: value }),
	fc
		.record({
			scope: value,
			host: value,
			emptyAt: value,
			baseline: value,
			isComplete: value,
			seen: fc.oneof(
				value,
				text.map((one) => `abcdefghijkl${one} mnopqrstuvwx${one}`),
			),
			problems: fc.oneof(value, fc.array(fc.array(value, { maxLength: 5 }), { maxLength: 3 })),
			waiting: value,
		})
		.map((list) => ({ v: 2, lists: { job: list } })),
);

fuzz('a damaged state is read, or refused as one', 0.05, saved, (one) => {
	const stored = typeof one === 'string' ? one : (JSON.stringify(one) ?? '');
	const attempt = () => {
		const { lists } = readState(stored);
		for (const list of Object.values(lists)) {
			for (const codec of [jobCodec, alarmCodec] as Array<typeof jobCodec>) {
				const read = readList(list, codec);
				expect(typeof JSON.stringify(writeList(read, codec))).toBe('string');
			}
		}
	};
	try {
		attempt();
	} catch (error) {
		// The trigger takes any error for a state that it does not understand, and starts with a baseline.
		expect(error).toBeInstanceOf(Error);
	}
});
