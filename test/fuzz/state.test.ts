import * as fc from 'fast-check';

import { alarmCodec } from '../../nodes/trigger/alarms/memory';
import {
	type CodecFor,
	type LastSeen,
	type OpenProblem,
	readList,
	readState,
	type SavedList,
	writeList,
} from '../../nodes/trigger/engine/state';
import { jobCodec } from '../../nodes/trigger/jobs/memory';
import { serverCodec } from '../../nodes/trigger/jobs/serverDecide';
import { workloadCodec } from '../../nodes/trigger/workloads/memory';
import { text, uid, value } from './corpus';
import { fuzz } from './runs';

/** Saved states that were damaged. */
const time = fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }).map((one) => one.toString(36));
const span = fc
	.tuple(fc.constantFrom('', 'Z'), fc.nat({ max: 90_000 }))
	.map(([sign, one]) => `${sign}${one.toString(36)}`);

/** Entries as the codec writes them: a letter and a time, then tags, some with a value. */
function entry(letters: string, tags: Array<fc.Arbitrary<string>>): fc.Arbitrary<string> {
	const head = fc.tuple(fc.constantFrom(...letters), fc.oneof(time, fc.constant('')));
	return fc
		.tuple(head, fc.array(fc.oneof(...tags), { maxLength: 4 }))
		.map(([[letter, at], some]) => [`${letter}${at}`, ...some].join('.'));
}

const flag = (letters: string) => fc.constantFrom(...letters);
const withValue = (letters: string, of: fc.Arbitrary<string>) =>
	fc.tuple(fc.constantFrom(...letters), of).map((parts) => parts.join(''));
const ended = (tag: string, letters: string) =>
	fc.tuple(fc.constantFrom(...letters), span).map(([letter, at]) => `${tag}${letter}${at}`);

const jobTags = [
	flag('roduCe'),
	withValue('gpxt', time),
	withValue('ARVQfPs', span),
	ended('b', 'SWFXRN'),
	fc.constant('n3'),
	fc.tuple(ended('E', 'SWFX'), fc.constantFrom('', '.Fa', '.H', '.U.H')).map((two) => two.join('')),
];
const alarmTags = [flag('C'), withValue('px', time), withValue('A', span), ended('b', 'IWEAR')];
const serverTags = [flag('ea'), fc.constant('n1'), withValue('x', time)];
const workloadTags = [flag('msuc'), withValue('xlk', time)];
const place = fc
	.tuple(fc.constantFrom('0~', '1~'), uid, fc.constantFrom('~~', '~0~'), text)
	.map(
		([prefix, id, company, name]) =>
			`~${prefix}${id}${company}${encodeURIComponent(wellFormed(name))}`,
	);

function wellFormed(name: string): string {
	return name.replace(/\p{Cs}/gu, '');
}

const CODECS = {
	job: [entry('SWFXRN', jobTags), jobCodec],
	alarm: [entry('IWEARN', alarmTags), alarmCodec],
	server: [entry('CDU', serverTags), serverCodec],
	workload: [
		fc.tuple(entry('W', workloadTags), place).map((parts) => parts.join('')),
		workloadCodec,
	],
} as unknown as Record<string, [fc.Arbitrary<string>, CodecFor<LastSeen, OpenProblem>]>;

const id = fc.stringMatching(/^[A-Za-z0-9_-]{12}$/);

/** A list with entries, sound as a whole or with other letters in one place. */
function listOf(entries: fc.Arbitrary<string>): fc.Arbitrary<SavedList> {
	const one = fc.tuple(id, entries).map((parts) => parts.join(''));
	const seen = fc.array(one, { minLength: 1, maxLength: 5 }).map((all) => all.join(' '));
	const cut = fc
		.tuple(
			seen,
			fc.nat(),
			fc.nat({ max: 2 }),
			fc.constantFrom('', '.', '~', ' ', 'z', '9', '\u{1f600}'),
		)
		.map(([all, at, length, other]) => {
			const from = at % (all.length + 1);
			return `${all.slice(0, from)}${other}${all.slice(from + length)}`;
		});
	const key = fc.tuple(fc.constantFrom('job:', 'alarm:'), uid).map((parts) => parts.join(''));
	const problem = fc
		.tuple(key, fc.nat(), fc.array(fc.oneof(text, fc.nat()), { maxLength: 3 }))
		.map(([of, at, values]) => [of, at, ...values]);
	const sound = fc.record({
		scope: text,
		host: text,
		baseline: fc.nat(),
		isComplete: fc.boolean(),
		seen: fc.oneof({ weight: 3, arbitrary: seen }, cut),
		problems: fc.array(problem, { maxLength: 3 }),
		waiting: fc.array(key, { maxLength: 2 }),
		texts: fc.constant(['virtualMachine:', 'consoleComputer:']),
	});
	const damaged = fc
		.tuple(sound, fc.constantFrom('scope', 'host', 'problems', 'waiting', 'texts', 'seen'), value)
		.map(([list, name, other]) => ({ ...list, [name]: other }));
	return fc.oneof(
		{ weight: 3, arbitrary: sound },
		damaged,
	) as fc.Arbitrary<unknown> as fc.Arbitrary<SavedList>;
}

for (const [name, [entries, codec]] of Object.entries(CODECS)) {
	fuzz(
		`a damaged list of the kind ${name} is read and written alike, or refused`,
		0.01,
		listOf(entries),
		(list, reach) => {
			const stored = JSON.stringify({ v: 2, lists: { one: list } });
			let read: ReturnType<typeof readList>;
			try {
				read = readList(readState(stored).lists.one, codec);
			} catch (error) {
				// The trigger takes any error for a state that it does not understand, and starts with a baseline.
				expect(error).toBeInstanceOf(Error);
				reach('refused');
				return;
			}
			if (read.lastSeen.size > 0) reach('entries');
			if (read.problems.size > 0) reach('problems');
			const written = writeList(read as never, codec);
			expect(writeList(readList(written, codec) as never, codec)).toEqual(written);
		},
		{ entries: 1 / 3, problems: 0.15, refused: 0.05 },
	);
}

fuzz(
	'any other text is no state, or one without lists that could be read',
	0.01,
	fc.oneof(
		text,
		fc
			.record({
				v: fc.oneof(fc.constant(2), value),
				lists: fc.oneof(value, fc.dictionary(text, value)),
				last: value,
				read: value,
			})
			.map((one) => JSON.stringify(one)),
	),
	(stored, reach) => {
		try {
			const { lists } = readState(stored);
			reach('read');
			for (const list of Object.values(lists)) readList(list, jobCodec);
		} catch (error) {
			expect(error).toBeInstanceOf(Error);
		}
	},
	{ read: 0.05 },
);
