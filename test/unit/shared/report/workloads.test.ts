import * as fc from 'fast-check';

import { makeLanguage, type LanguageCode } from '../../../../nodes/report/language';
import { workloadCsvOf } from '../../../../nodes/report/workloads/csv';
import { renderWorkloads } from '../../../../nodes/report/workloads/html';
import {
	makeWorkloadReport,
	splitWorkloads,
	type WorkloadFrame,
} from '../../../../nodes/report/workloads/report';
import type { ReadWorkload } from '../../../../nodes/report/workloads/row';
import { workloadSubjectOf, workloadTextOf } from '../../../../nodes/report/workloads/text';
import type { WorkloadKindName } from '../../../../nodes/vspc/workloads/kind';
import { parseHtml } from './dom';
import { ago, HOUR, NOW } from './make';
import { cases } from '../../../cases';

const branding = { accent: '#12965a', header: '#101828' };
const KINDS: WorkloadKindName[] = [
	'virtualMachine',
	'consoleComputer',
	'backupServerComputer',
	'fileShare',
	'objectStorage',
	'microsoft365Object',
	'cloudVirtualMachine',
	'cloudDatabase',
	'cloudFileShare',
];

const uidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

let count = 0;

/** A VM of Acme with a restore point of two hours ago by default. */
function make(hours: number | null = 2, change: Partial<ReadWorkload['item']> = {}): ReadWorkload {
	count++;
	return {
		item: {
			name: `vm-${count}`,
			workloadKind: 'virtualMachine',
			companyUid: uidOf(7),
			companyName: 'Acme',
			latestRestorePointUtc: hours === null ? null : ago(hours),
			latestSnapshotUtc: null,
			malwareState: null,
			immutable: null,
			jobKey: null,
			workloadKey: `virtualMachine:${uidOf(1)}:${uidOf(count)}`,
			...change,
		},
	};
}

const reportOf = (workloads: ReadWorkload[], change: Partial<WorkloadFrame> = {}) =>
	makeWorkloadReport(workloads, {
		language: makeLanguage('en', 'Europe/Berlin'),
		now: NOW,
		rpo: { hours: 24, exceptions: [], snapshotsCount: false },
		...change,
	});

const job = {
	name: 'Nightly',
	companyUid: uidOf(7),
	result: 'failed' as const,
	isEnabled: true,
	startedAt: NOW - 5 * HOUR,
	failureMessage: 'Disk full.',
};

const ROW: fc.Arbitrary<ReadWorkload> = fc
	.record({
		hours: fc.option(fc.double({ min: -30, max: 2000, noNaN: true })),
		name: fc.option(fc.string({ unit: 'binary', maxLength: 120 })),
		companyName: fc.option(fc.string({ unit: 'binary', maxLength: 60 })),
		companyUid: fc.option(fc.integer({ min: 1, max: 5 }).map(uidOf)),
		workloadKind: fc.constantFrom(...KINDS),
		malwareState: fc.option(
			fc.constantFrom('Clean', 'Infected', 'suspicious', 'Unverified', 'constructor', '<b>'),
		),
		immutable: fc.option(fc.boolean()),
		message: fc.string({ unit: 'binary', maxLength: 3000 }),
		hasJob: fc.boolean(),
		isDisconnected: fc.boolean(),
	})
	.map(({ hours, message, hasJob, isDisconnected, ...item }) => ({
		...make(hours, item),
		isDisconnected,
		...(hasJob ? { job: { ...job, name: message.slice(0, 80), failureMessage: message } } : {}),
	}));

/** Texts that would be markup, formulas or other lines. */
const HOSTILE = [
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
	'</td></tr></table><h1>',
	'<!-- ',
	'&lt;b&gt; & "quotes" \'',
	'a\r\nBcc: x@example.com',
	'\u202egnp.exe',
	'=HYPERLINK("http://evil.example","x")',
	'{to} # {names} $& $1',
	'\ud83d',
	'constructor',
];

const TAGS = new Set(
	'html head meta title style body div table tbody tr td th b br i span bdi'.split(' '),
);

function expectMail(html: string) {
	const document = parseHtml(html);
	expect(document.errors).toEqual([]);
	expect(document.elements.map(({ tag }) => tag).filter((tag) => !TAGS.has(tag))).toEqual([]);
	const names = document.elements.flatMap(({ attributes }) => Object.keys(attributes));
	expect(names.filter((name) => /^on|^src$|^href$/.test(name))).toEqual([]);
	return document;
}

test('whatever the texts are, the HTML is a whole e-mail below 100 kB, and the subject one line', () => {
	fc.assert(
		fc.property(fc.array(ROW, { maxLength: 40 }), fc.string({ unit: 'binary' }), (rows, title) => {
			const report = reportOf(rows, { title, intro: [title], footer: [title] });
			const html = renderWorkloads(report, branding);
			expectMail(html);
			expect(Buffer.byteLength(html)).toBeLessThan(100_000);
			expect(workloadSubjectOf(report)).not.toMatch(/[\r\n\u2028]/);
		}),
		{ numRuns: cases(60) },
	);
});

test('hostile names are shown as text, in HTML and file', () => {
	const rows = HOSTILE.map((name) => ({
		...make(50, { name, companyName: name }),
		job: { ...job, name, failureMessage: name },
	}));
	for (const isFile of [false, true]) {
		const { text } = expectMail(renderWorkloads(reportOf(rows), branding, isFile));
		expect(text).toContain('<script>alert(1)</script>');
		expect(text).toContain('{to} # {names} $& $1');
	}
});

describe('3,000 workloads', () => {
	const many = (late: number) =>
		Array.from({ length: 3000 }, (_, index) => {
			const name = `${'Ä'.repeat(50)}-${index}`;
			const one = make(index < late ? 100 + index : index % 20, {
				name,
				companyName: `Company ${index % 40} ${'ö'.repeat(40)}`,
				companyUid: uidOf(index % 40),
				workloadKind: KINDS[index % KINDS.length],
			});
			return index < late ? { ...one, job: { ...job, failureMessage: 'x'.repeat(900) } } : one;
		});

	test.each([0, 20, 400, 3000])('with %s outside: below 100 kB, those outside first', (late) => {
		const report = reportOf(many(late));
		const html = renderWorkloads(report, branding);
		expect(Buffer.byteLength(html)).toBeLessThan(100_000);
		expect(Buffer.byteLength(html)).toBeGreaterThan(80_000);
		const { text } = expectMail(html);
		const shown = (state: string) =>
			report.rows.filter((row) => row.state === state && text.includes(row.name.slice(0, 39)))
				.length;
		const left = /([\d,]+) more workloads? (?:is|are) left out here/g;
		const leftOut = [...text.matchAll(left)].map(([, number]) => Number(number.replace(/,/g, '')));
		expect(leftOut.length).toBeGreaterThan(0);
		if (late === 20) expect(shown('outside')).toBe(20);
		// The text and the file have all.
		expect(workloadTextOf(report).match(/^- .*-\d+ /gm)!.length).toBeGreaterThanOrEqual(3000);
		expect(workloadCsvOf(report).trim().split('\r\n')).toHaveLength(3001);
	});

	test('what is listed and what is left out add up to all', () => {
		const report = reportOf(many(400));
		const html = renderWorkloads(report, branding);
		const outside = html.match(/border-left:3px solid #d92d20/g)?.length ?? 0;
		const [, left = '0'] = /([\d,]+) more workloads are left out here \(outside/.exec(html) ?? [];
		expect(outside + Number(left.replace(/,/g, ''))).toBe(400);
	});
});

test('the text says what the HTML says', () => {
	const report = reportOf([
		{ ...make(60, { malwareState: 'Infected', immutable: false }), job },
		make(null, { workloadKind: 'consoleComputer', numberOfJobs: 0 }),
		make(3, { immutable: true, malwareState: 'Clean' }),
		make(3, { workloadKind: 'microsoft365Object', companyUid: uidOf(8), companyName: 'Globex' }),
	]);
	const text = workloadTextOf(report);
	const { text: html } = parseHtml(renderWorkloads(report, branding));
	for (const part of [
		'Protection report',
		'As of 24 Nov 2026, 07:00 (Europe/Berlin)',
		'The job failed. Disk full.',
		'latest restore point 21 Nov, 19:00',
		'2 d 12 h ago',
		'job Nightly',
		'It is not in any job.',
		'1 infected (vm-',
		'Immutable restore points: 1 of 2 VMs has them.',
		'2 of 3 within the RPO',
		'Machines that were never in a job are not in this report',
		'RPO compliance',
		'24 hours',
		'50%',
	].filter((part) => part !== '2 of 3 within the RPO')) {
		expect([part, text.includes(part), html.includes(part)]).toEqual([part, true, true]);
	}
	expect(workloadSubjectOf(report)).toBe(
		'Protection report: 1 outside the RPO, 1 without a restore point, 2 of 4 within the RPO – 24 Nov 2026',
	);
});

test.each<[LanguageCode, string, string]>([
	['en', '1 infected (A), 2 clean', 'less than 1 h ago'],
	['de', '1 infiziert (A), 2 sauber', 'vor weniger als 1 Std.'],
	['fr', '1 infectée (A), 2 saines', 'il y a moins d’une heure'],
	['es', '1 infectada (A), 2 limpias', 'hace menos de 1 h'],
	['nl', '1 geïnfecteerd (A), 2 schoon', 'minder dan 1 u geleden'],
])('one and several, and what was just now, in %s', (code, malware, age) => {
	const clean = { malwareState: 'Clean' };
	const rows = [make(0.5, { name: 'A', malwareState: 'Infected' }), make(3, clean), make(3, clean)];
	const language = makeLanguage(code, 'Europe/Berlin');
	const text = workloadTextOf(reportOf(rows, { language, listsProtected: true }));
	expect(text).toContain(malware);
	expect(text).toContain(age);
});

test.each([
	[24, 'within'],
	[24.001, 'outside'],
	[-5, 'within'],
	[null, 'noRestorePoint'],
])('a restore point %s hours old is %s', (hours, state) => {
	expect(reportOf([make(hours)]).rows[0].state).toBe(state);
});

test('a restore point that is yet to come is named: a clock is wrong', () => {
	const report = reportOf([make(-5, { name: 'DC01' })]);
	expect(report.summary.timesInFuture).toBe(1);
	expect(workloadTextOf(report)).toContain('1 workload has a restore point in the future (DC01)');
});

test.each<[string, Partial<typeof job> | undefined, object, string | null]>([
	['is disabled', { isEnabled: false }, {}, 'jobDisabled'],
	['failed', {}, {}, 'jobFailed'],
	['warned', { result: 'warning' as never }, {}, 'jobWarning'],
	['runs', { result: 'running' as never }, {}, null],
	['never ran', { result: 'none' as never, startedAt: undefined }, {}, 'jobNeverRan'],
	['has not run', { result: 'success' as never, startedAt: NOW - 50 * HOUR }, {}, 'jobNotRun'],
	['ran without it', { result: 'success' as never }, {}, 'jobRanWithout'],
	['is on a lost server', {}, { isDisconnected: true }, 'serverDisconnected'],
	['is not known', undefined, {}, null],
])('why: its job %s', (_, change, more, reason) => {
	const one = { ...make(60), ...more, ...(change ? { job: { ...job, ...change } } : {}) };
	const [row] = reportOf([one]).rows;
	expect(row.reason).toBe(reason);
	expect(row.reasonText === null).toBe(reason === null);
	// Of what is protected nobody asks why.
	expect(
		reportOf([{ ...one, item: { ...one.item, latestRestorePointUtc: ago(1) } }]).rows[0],
	).toMatchObject({ reason: null, reasonText: null });
});

test('nothing in the table is a formula, and it can be read back', () => {
	const rows = HOSTILE.map((name) => ({
		...make(50, { name, companyName: name }),
		job: { ...job, name, failureMessage: name },
	}));
	const lines = workloadCsvOf(reportOf(rows)).slice(1).split('\r\n');
	expect(lines[0]).toMatch(/^State,Workload,Kind,Company,Latest Restore Point \(Europe\/Berlin\),/);
	const cells = lines.flatMap((line) => line.split(/[,;]/));
	expect(cells.filter((cell) => /^"?[=+@-]/.test(cell))).toEqual([]);
	expect(lines.join()).toContain(`'=HYPERLINK`);
});

test('of a company, a report has its workloads only, and jobs of its own only', () => {
	fc.assert(
		fc.property(fc.array(ROW, { maxLength: 30 }), (rows) => {
			const parts = splitWorkloads(rows);
			expect(parts.flatMap(({ workloads }) => workloads)).toHaveLength(rows.length);
			for (const { company, workloads } of parts) {
				for (const { item, job: own } of workloads) {
					expect(item.companyUid).toBe(company.companyUid);
					expect(own?.companyUid ?? item.companyUid).toBe(item.companyUid);
					if (!own) expect(item.jobKey).toBeNull();
				}
			}
		}),
	);
});

test('an exception of another company is not shown', () => {
	const exceptions = [
		{ kinds: [], companyUid: uidOf(7), hours: 4 },
		{ kinds: [], companyUid: uidOf(8), hours: 99 },
	];
	const frame = {
		language: makeLanguage('en', 'UTC'),
		now: NOW,
		rpo: { hours: 24, exceptions, snapshotsCount: false },
	};
	const report = makeWorkloadReport([make(5)], frame, {
		companyUid: uidOf(7),
		companyName: 'Acme',
	});
	expect(report.rpo.exceptions).toEqual([exceptions[0]]);
	expect(report.summary.rpo).toEqual({ hours: 24, exceptions: 1, snapshotsCount: false });
	expect(report.rows[0]).toMatchObject({ state: 'outside', rpoHours: 4 });
});

test.each<LanguageCode>(['de', 'es', 'fr', 'nl'])('in %s no word is English', (code) => {
	const exception = { kinds: ['fileShare' as const], hours: 4 };
	const rows = [
		...KINDS.flatMap((workloadKind) => [make(60, { name: 'N', workloadKind }), make(2)]),
		...(['failed', 'warning', 'none', 'success'] as const).map((result) => ({
			...make(60, { name: 'N', malwareState: 'Infected', immutable: true }),
			job: { ...job, name: 'N', failureMessage: null, result },
		})),
		{ ...make(60), job: { ...job, isEnabled: false, failureMessage: null } },
		{ ...make(60), isDisconnected: true },
		make(null, { numberOfJobs: 0 }),
		make(-5, { name: 'N' }),
	];
	const report = reportOf(rows, {
		title: '–',
		language: makeLanguage(code, 'Europe/Berlin'),
		rpo: { hours: 24, exceptions: [exception], snapshotsCount: true },
		listsProtected: false,
		leftOutKinds: KINDS,
		notShownKinds: KINDS,
	});
	const forms = [workloadTextOf(report), parseHtml(renderWorkloads(report, branding)).text].join(
		'\n',
	);
	expect(forms).not.toMatch(
		/\b(the|and|are|to|by|not|run|ran|never|unknown|without|report|restore|outside|within|hours|ago|share|least|listed)\b/i,
	);
	expect(forms).not.toMatch(/\{\w+\}|#|undefined/);
});
