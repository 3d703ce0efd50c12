import fc from 'fast-check';

import {
	type ListState,
	readList,
	readState,
	shortId,
	writeList,
	writeState,
} from '../../../../nodes/trigger/engine/state';
import {
	workloadCodec,
	type WorkloadLastSeen,
	type WorkloadListState,
	type WorkloadProblem,
} from '../../../../nodes/trigger/workloads/memory';
import { wellFormed } from '../../../../nodes/util/text';

/** n8n's database keeps states for as long as workflows live: the text below is never changed. */
const T = 1_777_881_000;
const UID = '0c000000-0000-4000-8000-00000000000';
const vm = (digit: number) => `virtualMachine:${UID}1:${UID}${digit}`;
const HEX = `${'0123456789abcdef'.repeat(4)}`;
const mailbox = `microsoft365Object:${UID}2:${HEX}`;
const computer = `consoleComputer:${UID}7`;

const LIST: WorkloadListState = {
	scope: 'abcdefghijkl',
	host: 'mnopqrstuvwx',
	isComplete: true,
	baseline: T,
	lastSeen: new Map<string, WorkloadLastSeen>([
		[shortId(vm(3)), { time: T, key: vm(3), name: 'SQL 01 ~ 100 %', companyUid: `${UID}9` }],
		[
			shortId(vm(4)),
			{
				time: T - 9,
				key: vm(4),
				name: 'x',
				companyUid: `${UID}9`,
				isMissedBefore: true,
				isSuspiciousBefore: true,
				isUnwanted: true,
				wasClosed: true,
				goneSince: T + 1,
				lessSince: T + 2,
				cleanSince: T + 3,
			},
		],
		[shortId(mailbox), { key: mailbox, name: 'Jürgen "J" 😀', companyUid: `${UID}8` }],
		[shortId(computer), { time: T, key: computer, name: '' }],
	]),
	problems: new Map<string, WorkloadProblem>([
		[shortId(vm(3)), { key: vm(3), of: T, unprotected: T, suspicious: T + 60 }],
		[
			shortId(mailbox),
			{ key: mailbox, of: T - 7, name: 'A name that is far too long', suspicious: T - 7 },
		],
	]),
	waiting: new Map(),
};

const TEXT =
	'{"v":2,"lists":{"name":{"scope":"abcdefghijkl","host":"mnopqrstuvwx","baseline":1777881000,"isComplete":true,"seen":"TMj2NqtRW8awWtei5rc~0~!DAAAAAAAQACAAAAAAAAAAw~1~SQL+01+~+100+%25 TwfyJ_yN9FEMWtei5r3.m.s.u.c.xtei5rd.ltei5re.ktei5rf~0~!DAAAAAAAQACAAAAAAAAABA~1~x q7TgF8Inx7NYW~2~$ASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8~3~Jürgen+%22J%22+😀 -XJHI-5XmCmkWtei5rc~4~!DAAAAAAAQACAAAAAAAAABw~~","problems":[["virtualMachine:!DAAAAAAAQACAAAAAAAAAAQ:!DAAAAAAAQACAAAAAAAAAAw",0,null,1,1777881060],["microsoft365Object:!DAAAAAAAQACAAAAAAAAAAg:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",1777880993,"A name that is far too long",null,1]],"texts":["virtualMachine:!DAAAAAAAQACAAAAAAAAAAQ:","!DAAAAAAAQACAAAAAAAAACQ","microsoft365Object:!DAAAAAAAQACAAAAAAAAAAg:","!DAAAAAAAQACAAAAAAAAACA","consoleComputer:"]}}}';

test('a saved state of workloads means what it has always meant, and is written as it has always been', () => {
	expect(writeState(new Map([['name', writeList(LIST, workloadCodec)]]))).toBe(TEXT);
	expect(readList(readState(TEXT).lists.name, workloadCodec)).toEqual(LIST);
});

test('a state of jobs has no shared texts, and one without them is read', () => {
	expect(TEXT).toContain('"texts":');
	const { texts, ...saved } = writeList(
		{ ...LIST, lastSeen: new Map(), problems: new Map() },
		workloadCodec,
	);
	expect(texts).toBeUndefined();
	expect(readList(saved, workloadCodec).lastSeen.size).toBe(0);
});

const uid = fc.uuid({ version: 4 });
const hex = fc.string({
	unit: fc.constantFrom(...'0123456789abcdef'),
	minLength: 64,
	maxLength: 64,
});
const id = fc.string({
	unit: fc.constantFrom(...'0123456789abcdefXYZ_.=+-'),
	minLength: 3,
	maxLength: 60,
});
const time = fc.integer({ min: 1, max: 4_000_000_000 });
const keys = fc.oneof(
	fc.tuple(uid, uid).map(([server, one]) => `virtualMachine:${server}:${one}`),
	fc.tuple(uid, uid, uid).map((all) => `objectStorage:${all.join(':')}`),
	uid.map((one) => `consoleComputer:${one}`),
	fc
		.tuple(uid, fc.oneof(hex, id, uid))
		.map(([server, one]) => `microsoft365Object:${server}:${one}`),
);
const flag = fc.constantFrom(undefined, true as const);
const entry = fc.record({
	time: fc.option(time, { nil: undefined }),
	key: keys,
	name: fc.string({ unit: 'binary', maxLength: 300 }),
	companyUid: fc.option(uid, { nil: undefined }),
	isMissedBefore: flag,
	isSuspiciousBefore: flag,
	isUnwanted: flag,
	wasClosed: flag,
	goneSince: fc.option(time, { nil: undefined }),
	lessSince: fc.option(time, { nil: undefined }),
	cleanSince: fc.option(time, { nil: undefined }),
});

const defined = (one: object) =>
	Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));

test('whatever a workload is called, all but the end of a long name comes back', () => {
	fc.assert(
		fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
			const list: ListState<WorkloadLastSeen, WorkloadProblem> = {
				...LIST,
				lastSeen: new Map(entries.map((one) => [shortId(one.key), one])),
				problems: new Map(),
			};
			const text = JSON.stringify(writeList(list, workloadCodec));
			const back = readList(JSON.parse(text) as never, workloadCodec);
			expect(back.lastSeen.size).toBe(list.lastSeen.size);
			for (const [short, { name, ...one }] of list.lastSeen) {
				const { name: nameBack, ...oneBack } = back.lastSeen.get(short)!;
				expect(defined(oneBack)).toEqual(defined(one));
				const isCut = nameBack !== wellFormed(name);
				expect(
					isCut ? name.startsWith(nameBack.slice(0, -1)) && nameBack.endsWith('…') : true,
				).toBe(true);
			}
		}),
	);
});

test('an entry takes at most 88 bytes, whatever the name, unless its ID alone is longer', () => {
	const names = fc.string({ unit: 'binary', maxLength: 300 });
	fc.assert(
		fc.property(uid, uid, uid, time, names, (server, one, companyUid, at, name) => {
			const key = `virtualMachine:${server}:${one}`;
			const own: WorkloadLastSeen = { key, name, companyUid, time: at };
			const lastSeen = new Map([[shortId(key), own]]);
			const { seen } = writeList({ ...LIST, lastSeen, problems: new Map() }, workloadCodec);
			expect(Buffer.byteLength(JSON.stringify(seen)) - 2).toBeLessThanOrEqual(88);
			expect(JSON.stringify(seen)).toBe(`"${seen}"`);
		}),
	);
});

test.each(['Q1~0~x~~', 'W1', 'W1~9~x~~n', 'W1.?~0~x~~n', 'W1.y~0~x~~n'])(
	'"%s" is no entry of a workload',
	(text) => {
		const saved = { ...writeList(LIST, workloadCodec), seen: `abcdefghijkl${text}`, problems: [] };
		expect(() => readList(saved, workloadCodec)).toThrow();
	},
);

test.each(['[object Object]', 'a b:', 'a~b:', '', '$b:'])(
	'a state whose shared text is "%s" is written as it was read, or refused',
	(shared) => {
		const sound = writeList(LIST, workloadCodec);
		const saved = { ...sound, texts: sound.texts!.map(() => shared), problems: [] };
		let read: WorkloadListState;
		try {
			read = readList(saved, workloadCodec);
		} catch (error) {
			expect(error).toEqual(new Error('not a key'));
			return;
		}
		const written = writeList(read, workloadCodec);
		expect(writeList(readList(written, workloadCodec), workloadCodec)).toEqual(written);
	},
);

describe('the whole saved state', () => {
	const uidOf = (number: number) => `0c000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
	/** VMs of which each customer with a server of its own has so many. */
	const bytesFor = (each: number, count: number, ending: string) => {
		const lastSeen = new Map<string, WorkloadLastSeen>();
		for (let index = 0; index < count; index++) {
			const customer = Math.floor(index / each);
			const key = `virtualMachine:${uidOf(100_000 + customer)}:${uidOf(index)}`;
			const companyUid = uidOf(200_000 + customer);
			lastSeen.set(shortId(key), { time: T, key, name: `SRV-${index}${ending}`, companyUid });
		}
		const list = { ...LIST, lastSeen, problems: new Map() };
		const text = writeState(new Map([['virtualMachine', writeList(list, workloadCodec)]]));
		const read = readList(readState(text).lists.virtualMachine, workloadCodec);
		// Only names are cut.
		const others = [...lastSeen].filter(([id, { name, ...rest }]) => {
			const { name: known, ...same } = read.lastSeen.get(id)!;
			const [start] = known.split('…');
			const isStart = name.startsWith(start) && start.length >= Math.min(name.length, 11);
			return !isStart || JSON.stringify(same) !== JSON.stringify(rest);
		});
		expect(others).toEqual([]);
		return Buffer.byteLength(text) / count;
	};
	const LONG = '.production.customer-domain.example.com';

	test.each([
		[3, 1_500],
		[5, 1_500],
		[10, 1_500],
		[20, 1_500],
	])('takes at most 96 bytes a workload with %i of each customer, of %i', (each, count) => {
		expect(bytesFor(each, count, LONG)).toBeLessThanOrEqual(96);
		expect(bytesFor(each, count, '')).toBeLessThanOrEqual(96);
	});

	test.each([
		[2, 105],
		[1, 140],
	])('with %i of each customer, keys and companies need more: at most %i bytes', (each, most) => {
		for (const ending of ['', LONG]) {
			expect(bytesFor(each, 1_500, ending)).toBeLessThanOrEqual(most);
		}
	});
});
