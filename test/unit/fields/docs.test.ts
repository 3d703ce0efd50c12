/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { alarmItemFields } from '../../../nodes/vspc/alarms';
import { joinedFields } from '../../../nodes/vspc/companies';
import type { Fields } from '../../../nodes/vspc/fields';
import { backupServerJob } from '../../../nodes/vspc/jobs/backupServerJob';
import { alarmEventFields } from '../../../nodes/trigger/alarms/events';
import { jobEventFields } from '../../../nodes/trigger/jobs/items';
import { reportItemFields } from '../../../nodes/report/fields';

interface FieldDoc {
	table: string;
	file: string;
	path: string;
	type: string;
	null: boolean;
	since?: string;
	until?: string;
	about: string;
}

const ROOT = resolve(__dirname, '../../..');
// eslint-disable-next-line @typescript-eslint/no-require-imports -- a tool of the build, which is plain JavaScript
const { readFieldDocs } = require('../../../build/fieldDocs') as {
	readFieldDocs: (files: string[]) => FieldDoc[];
};

const docs = readFieldDocs(
	readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => join(ROOT, 'nodes', file)),
);

/** The fields of a table as n8n has them, in the form of those that are read from the sources. */
function flat(fields: Fields, parent = ''): Array<Omit<FieldDoc, 'table' | 'file' | 'about'>> {
	return Object.entries(fields).flatMap(([name, { type, null: isNull = false, ...field }]) => {
		const path = `${parent}${name}`;
		const { since, until, parts = {} } = field;
		return [
			{ path, type, null: isNull, since, until },
			...flat(parts, type === 'objects' ? `${path}[].` : `${path}.`),
		];
	});
}

test('every field of every table says in one plain phrase what it means', () => {
	const bad = docs.filter(({ about }) => !/^[^\s*@][^*@{}]*[^\s.]$/.test(about));
	const named = bad.map(({ file, path, about }) => `${relative(ROOT, file)} ${path}: '${about}'`);
	expect(named).toEqual([]);
	expect(docs.length).toBeGreaterThan(300);
});

test.each<[string, Fields]>([
	['backupServerJobFields', backupServerJob.fields],
	['joinedFields', joinedFields],
	['alarmItemFields', alarmItemFields],
	['reportItemFields', reportItemFields],
	['alarmEventFields', alarmEventFields],
	['jobEventFields', jobEventFields],
])('%s is read from the sources as n8n has it', (table, fields) => {
	const read = docs.filter((doc) => doc.table === table);
	const sources = read.map(({ path, type, null: isNull, since, until }) => ({
		path,
		type,
		null: isNull,
		since,
		until,
	}));
	expect(sources).toEqual(flat(fields));
});

test('n8n loads nothing of it', () => {
	const built = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.js'))
		.map((file) => readFileSync(join(ROOT, 'dist', file), 'utf8'))
		.join('\n');
	// Short ones are words of the editor too.
	const long = [...new Set(docs.map(({ about }) => about))].filter((about) => about.length > 45);
	expect(long.filter((about) => built.includes(about))).toEqual([]);
	expect(long.length).toBeGreaterThan(30);
});
