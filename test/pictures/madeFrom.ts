/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeType,
	type NodeParameterValue,
} from 'n8n-workflow';

import { VspcApi } from '../../credentials/VspcApi.credentials';
import { renderHtml } from '../../nodes/report/html/page';
import { makeLanguage } from '../../nodes/report/language';
import { lastHours } from '../../nodes/report/row';
import { renderWorkloads } from '../../nodes/report/workloads/html';
import { makeWorkloadReport } from '../../nodes/report/workloads/report';
import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { N8N_VERSION } from '../n8n/versions';
import { ago, HOUR, makeJob, NOW, reportOf } from '../unit/shared/report/make';
import {
	AGENT_JOBS,
	ALARMS,
	JOBS,
	MICROSOFT365_JOBS,
	NIGHTS_BEFORE,
	USUAL_NIGHTS,
	WORKLOADS,
} from './night';
import { CHARTS, PANELS, RECIPES, REPORT_PARTS, REPORT_WIDTHS, TOOL } from './pictures';

/** Beside the pictures. */
const RECORD = 'madeFrom.json';

const ROOT = resolve(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readRecipe = (file: string) => JSON.parse(read(`examples/${file}`)) as Recipe;
const night = [JOBS, AGENT_JOBS, MICROSOFT365_JOBS, ALARMS];
const NODES: Record<string, new () => INodeType> = {
	vspcAlarm: VspcAlarm,
	vspcAlarmTrigger: VspcAlarmTrigger,
	vspcCompany: VspcCompany,
	vspcJob: VspcJob,
	vspcJobTrigger: VspcJobTrigger,
	vspcWorkload: VspcWorkload,
	vspcWorkloadTrigger: VspcWorkloadTrigger,
};

interface Recipe {
	name: string;
	nodes: INode[];
	connections: unknown;
}

/**
 * What each picture was made from, by its file: a hash of what it shows as far as it is ours, and of n8n's version.
 * Pixels are not compared: a machine with other fonts draws other ones.
 */
export function madeFrom(): Record<string, string> {
	const sources: Record<string, unknown> = {};
	for (const [name, panel] of Object.entries(PANELS)) {
		const { type, name: title, parameters, view, list } = panel;
		const shown = [type, title, parameters, view, list?.parameter];
		const more = /^session|^workload/.test(name) ? [NIGHTS_BEFORE, WORKLOADS] : [];
		const fields = fieldsOf(type, parameters);
		sources[name] = [shown, panelOf(type, parameters), fields, night, ...more];
	}
	for (const [name, file] of Object.entries(RECIPES)) sources[name] = canvasOf(readRecipe(file));
	const tool = readRecipe(TOOL.recipe).nodes.find(({ name }) => name === TOOL.node)!;
	sources['ai-tool'] = [
		tool.parameters,
		panelOf(tool.type.replace(/^.*\.|Tool$/g, ''), tool.parameters),
	];
	for (const width of REPORT_WIDTHS) sources[`report-${width}`] = reportHtml();
	const parts: Record<string, string> = {
		'report-sessions': reportHtml('last7Days'),
		'report-workloads': workloadReportHtml(),
	};
	for (const [name, shown] of Object.entries(REPORT_PARTS)) sources[name] = [shown, parts[name]];
	for (const [name, page] of Object.entries(CHARTS)) {
		sources[name] = read(page).match(/^\|.*\|$/gm);
	}
	const dialog = new VspcApi().properties.map((field) => wordsOf(field, field.default));
	const trigger = panelOf('vspcJobTrigger', {});
	return Object.fromEntries(
		Object.entries({
			...sources,
			canvas: [trigger, subtitleOf('vspcJobTrigger')],
			credentials: dialog,
			network: dialog,
			executions: subtitleOf('vspcJobTrigger'),
			polling: [trigger, subtitleOf('vspcJobTrigger')],
			// n8n's own words alone
			import: '',
			demo: read('test/demo/landing.ts').replace(/\/\*\*.*?\*\/|\s+/gs, ' '),
		})
			.map(([name, source]) => [`${name}.png`, hashOf([N8N_VERSION, source])])
			.sort(),
	);
}

/** What the pictures in the folder were made from, by their files. */
export function readMadeFrom(folder: string): Record<string, string> {
	const path = resolve(folder, RECORD);
	return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
}

/** Writes down that this picture was made now. */
export function writeMadeFrom(folder: string, file: string): void {
	const now = madeFrom();
	if (!(file in now)) throw new Error(`madeFrom() knows no ${file}`);
	const all = Object.entries({ ...readMadeFrom(folder), [file]: now[file] });
	const record = Object.fromEntries(all.filter(([name]) => name in now).sort());
	writeFileSync(resolve(folder, RECORD), `${JSON.stringify(record, null, '\t')}\n`);
}

function hashOf(source: unknown): string {
	return createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16);
}

function subtitleOf(type: string): unknown {
	return new NODES[type]().description.subtitle;
}

/** What a person reads in the panel of a node. */
function panelOf(type: string, given: INodeParameters): unknown {
	const { description } = new NODES[type]();
	const node: INode = {
		id: '',
		name: '',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: given,
	};
	const values = NodeHelpers.getNodeParameters(
		description.properties,
		given,
		true,
		false,
		node,
		description,
	)!;
	const shown = description.properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, node, description),
	);
	return shown.map((property) => wordsOf(property, values[property.name]));
}

/** What a person reads of a field that has this value. */
function wordsOf(property: INodeProperties, value: unknown): unknown {
	const { displayName, type, placeholder, hint, options = [] } = property;
	const choices = options as INodeProperties[];
	const chosen = (one: unknown) =>
		choices.find((choice) => (choice as unknown as { value: unknown }).value === one)?.name ?? one;
	const inside = type === 'collection' ? Object.entries((value ?? {}) as IDataObject) : [];
	const shown = Array.isArray(value) ? value.map(chosen) : chosen(value as NodeParameterValue);
	return [
		displayName,
		placeholder,
		hint,
		inside.map(([name, part]) => {
			const field = choices.find((choice) => choice.name === name);
			return field ? wordsOf(field, part) : [name, part];
		}),
		type === 'hidden' ? undefined : shown,
	];
}

/** The first fields of the items, in their order: more of them no picture shows. */
function fieldsOf(type: string, { resource, operation }: INodeParameters): string[] {
	const name = `${type[0].toUpperCase()}${type.slice(1)}`;
	const own = { vspcAlarm: 'alarm', vspcCompany: 'company' }[type];
	const file = operation ? `${String(resource ?? own)}/${String(operation)}` : 'output';
	const schema = read(`dist/nodes/${name}/__schema__/v1.0.0/${file}.json`);
	const { properties } = JSON.parse(schema) as { properties: object };
	return Object.keys(properties).slice(0, 24);
}

/** What a person sees of a workflow on the canvas. */
function canvasOf({ nodes, connections }: Recipe): unknown {
	return [
		connections,
		nodes.map(({ name, type, position, disabled, parameters }) => {
			const { content, width, height, resource, operation, events } = parameters;
			const shown = { content, width, height, resource, operation, events };
			const subtitle = type.startsWith('n8n-nodes-vspc.')
				? subtitleOf(type.replace(/^.*\.|Tool$/g, ''))
				: '';
			return [name, type, position, disabled, shown, subtitle];
		}),
	];
}

const RESULT_OF = { S: 'success', W: 'warning', F: 'failed' } as const;
const branding = { accent: '#12965a', header: '#101828' };
const uidOf = (company: number) => `00000000-0000-4000-8000-${String(company).padStart(12, '0')}`;
/** Which spaces a date has is a matter of the version of Node. */
const unspaced = (html: string) => html.replace(/\s+/g, ' ');

/** The report on the night, as if the hour were always the same. */
function reportHtml(period: 'last24Hours' | 'last7Days' = 'last24Hours'): string {
	const jobs = JOBS.map(([company, name, type, status, hoursAgo, minutes, gigabytes, message]) => {
		const nights = [...(NIGHTS_BEFORE[name] ?? USUAL_NIGHTS)].reverse();
		const made = makeJob(status, {
			companyUid: uidOf(company),
			companyName: `Company ${company}`,
			began: hoursAgo + minutes / 60,
			ended: hoursAgo,
			job: { name, type, failureMessage: message ?? null, transferredData: gigabytes * 1024 ** 3 },
		});
		const runs = nights.map((letter, night) => ({
			result: RESULT_OF[letter as keyof typeof RESULT_OF],
			endedAt: NOW - (hoursAgo + (night + 1) * 24) * HOUR,
		}));
		return { ...made, runs };
	});
	const change = { basis: 'everySession', period: lastHours(period, NOW) } as const;
	return unspaced(renderHtml(reportOf(jobs, change), branding));
}

/** The same of what is protected. */
function workloadReportHtml(): string {
	const workloads = WORKLOADS.map(({ company, list, name, hoursAgo }, index) => ({
		item: {
			name,
			workloadKind:
				list === 'computersManagedByBackupServer'
					? ('backupServerComputer' as const)
					: ('virtualMachine' as const),
			companyUid: uidOf(company),
			companyName: `Company ${company}`,
			latestRestorePointUtc: hoursAgo === undefined ? null : ago(hoursAgo),
			latestSnapshotUtc: null,
			malwareState: 'Clean',
			immutable: true,
			jobKey: null,
			workloadKey: `virtualMachine:${uidOf(1)}:${uidOf(index)}`,
		},
	}));
	const report = makeWorkloadReport(workloads, {
		language: makeLanguage('en', 'Europe/Berlin'),
		now: NOW,
		rpo: { hours: 24, exceptions: [], snapshotsCount: false },
	});
	return unspaced(renderWorkloads(report, branding));
}
