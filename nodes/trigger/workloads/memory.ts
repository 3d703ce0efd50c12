import { wellFormed } from '../../util/text';
import { KEY } from '../../vspc/workloads/kind';
import {
	type Codec,
	type LastSeen,
	type ListState,
	type OpenProblem,
	packUids,
	type ProblemValue,
	readEntry,
	readTime,
	type SharedTexts,
	unpackUids,
	writeTime,
} from '../engine/state';

/** What is kept of a workload from earlier polls; times are seconds since 1970. */
export interface WorkloadLastSeen extends LastSeen {
	/** Its latest restore point; undefined while it has none */
	time?: number;
	key: string;
	/** Long ones are cut, with a mark */
	name: string;
	companyUid?: string;
	/** It missed its RPO when that was no event: at the start, or while nobody wanted to know */
	isMissedBefore?: boolean;
	/** The same of malware */
	isSuspiciousBefore?: boolean;
	/** It does not pass the filters */
	isUnwanted?: boolean;
	/** An open problem ended though no newer restore point was made */
	wasClosed?: boolean;
	/** Since when reads show an older restore point than `time`, or none */
	lessSince?: number;
	/** Since when reads show it as clean, after it was suspicious */
	cleanSince?: number;
}

/** An open problem: a workload that was emitted as unprotected, as suspicious, or both. */
export interface WorkloadProblem extends OpenProblem {
	/** Whole; undefined where what was last seen has it whole in any case */
	name?: string;
	/** What the event `unprotected` was of; undefined when that is not open */
	unprotected?: number;
	/** What the event `suspicious` was of; undefined when that is not open */
	suspicious?: number;
}

/** `baseline` is when the last complete read began. */
export type WorkloadListState = ListState<WorkloadLastSeen, WorkloadProblem>;

/** All that the trigger keeps of a workload. */
export interface WorkloadMemory {
	lastSeen?: WorkloadLastSeen;
	problem?: WorkloadProblem;
}

/** A workload takes so many bytes on average, with its share of the shared texts and of what stands beside all. */
const AVERAGE_BYTES = 95;

/** Fewer take little room in any case. */
const FEW = 100;

/** An entry takes so many bytes, short ID and space included, unless a name would be shorter than the least. */
const MOST_BYTES = 88;
const ID_BYTES = 13;
const LEAST_NAME_BYTES = 14;

/** Stands at the end of a name that was cut. */
const CUT = '…';

const FLAGS = {
	m: 'isMissedBefore',
	s: 'isSuspiciousBefore',
	u: 'isUnwanted',
	c: 'wasClosed',
} as const;

const TIMES = { x: 'goneSince', l: 'lessSince', k: 'cleanSince' } as const;

/**
 * `W<time>`, then `.<tag>` for flags and `.<tag><time>` for times, then four parts behind `~`: the number of the shared
 * text with the key up to its last part, that part, the number of the one with the company, and the name. Times and
 * numbers to the base of 36.
 */
export const workloadCodec = (texts: SharedTexts): Codec<WorkloadLastSeen, WorkloadProblem> => {
	const write = new Shared((text) => texts.numberOf(packUids(text)).toString(36));
	const read = new Shared((number) => unpackUids(textAt(texts, number)));
	let most = MOST_BYTES;
	const prepare = (all: Iterable<WorkloadLastSeen>) => {
		let count = 0;
		for (const one of all) {
			partsOf(one, write);
			count++;
		}
		// With few workloads for each server and company, the shared texts take what names would.
		if (count >= FEW) most = Math.min(MOST_BYTES, AVERAGE_BYTES - bytesOfTexts(texts) / count);
	};
	return { prepare, ...codecOf(write, read, () => most) };
};

/** With quotes and comma. */
function bytesOfTexts({ all }: SharedTexts): number {
	return all.reduce((sum, text) => sum + Buffer.byteLength(text) + 3, 0);
}

/** Key and company of an entry. */
function partsOf({ key, companyUid }: WorkloadLastSeen, write: Shared): string[] {
	const place = key.lastIndexOf(':') + 1;
	const prefix = write.of(key.slice(0, place));
	return [prefix, packId(key.slice(place)), companyUid ? write.of(companyUid) : ''];
}

/** @param most how many bytes an entry may take */
const codecOf = (
	write: Shared,
	read: Shared,
	most: () => number,
): Codec<WorkloadLastSeen, WorkloadProblem> => ({
	encode: (one) => {
		const head = [
			`W${writeTime(one.time)}`,
			...Object.entries(FLAGS).flatMap(([tag, flag]) => (one[flag] ? [tag] : [])),
			...Object.entries(TIMES).flatMap(([tag, name]) =>
				one[name] === undefined ? [] : [`${tag}${writeTime(one[name])}`],
			),
		].join('.');
		const text = `${[head, ...partsOf(one, write)].join('~')}~`;
		const left = Math.floor(most()) - ID_BYTES - Buffer.byteLength(text);
		return text + shortened(one.name, Math.max(LEAST_NAME_BYTES, left));
	},
	decode: (text) => {
		const [head, prefix, id, company, ...name] = text.split('~');
		if (name.length === 0) throw new Error('not a workload');
		const { letter, time, tags } = readEntry(head);
		if (letter !== 'W') throw new Error('not a workload');
		const key = read.of(prefix) + unpackId(id);
		// Another letter could part entries, or the parts of one.
		if (!KEY.test(key)) throw new Error('not a key');
		const one: WorkloadLastSeen = {
			...(time === undefined ? {} : { time }),
			key,
			name: decodeURIComponent(name.join('~').replaceAll('+', ' ')),
			...(company === '' ? {} : { companyUid: read.of(company) }),
		};
		for (const [tag, value] of tags) {
			if (tag in FLAGS) one[FLAGS[tag as keyof typeof FLAGS]] = true;
			else if (tag in TIMES) one[TIMES[tag as keyof typeof TIMES]] = readTime(value);
			else throw new Error('not a tag');
		}
		return one;
	},
	// Nothing that stands in the entry, too: thousands may be unprotected at once.
	encodeProblem: ({ of, name, unprotected, suspicious }) => {
		const long = name !== undefined && bytesOf(name) > LEAST_NAME_BYTES ? name : null;
		const values = [long, spelled(unprotected, of), spelled(suspicious, of)];
		while (values.at(-1) === null) values.pop();
		return values;
	},
	decodeProblem: ({ key, of }, [name, unprotected, suspicious]) => ({
		key,
		of,
		...(typeof name === 'string' ? { name } : {}),
		...timeIn('unprotected', unprotected, of),
		...timeIn('suspicious', suspicious, of),
	}),
});

/** Thousands of entries have the same texts: each is made once. */
class Shared {
	private readonly made = new Map<string, string>();

	constructor(private readonly make: (text: string) => string) {}

	of(text: string): string {
		const known = this.made.get(text);
		if (known !== undefined) return known;
		const made = this.make(text);
		this.made.set(text, made);
		return made;
	}
}

/** Stands for the time that the problem itself is of. */
const SAME = 1;

function spelled(time: number | undefined, of: number): number | null {
	if (time === undefined) return null;
	return time === of ? SAME : time;
}

function timeIn(
	name: 'unprotected' | 'suspicious',
	value: ProblemValue | undefined,
	of: number,
): Partial<WorkloadProblem> {
	return typeof value === 'number' ? { [name]: value === SAME ? of : value } : {};
}

/** Of a name as an entry has it. */
function bytesOf(name: string): number {
	return Buffer.byteLength(lettersOf(name).join(''));
}

function textAt(texts: SharedTexts, number: string): string {
	return texts.at(readTime(number));
}

const HEX = /^(?:[0-9a-f]{2}){12,}$/;

/** IDs of Microsoft 365 objects may be 64 digits: they take 43 letters. */
function packId(id: string): string {
	if (HEX.test(id)) return `$${Buffer.from(id, 'hex').toString('base64url')}`;
	return packUids(id);
}

function unpackId(text: string): string {
	if (text.startsWith('$')) return Buffer.from(text.slice(1), 'base64url').toString('hex');
	return unpackUids(text);
}

/** Spaces part entries, and quotes, backslashes and control characters take more room in n8n's database. */
const UNFIT = /[%+"\\\p{C}\p{Z}]/u;

function lettersOf(name: string): string[] {
	return Array.from(wellFormed(name), (letter) => {
		if (letter === ' ') return '+';
		return UNFIT.test(letter) ? encodeURIComponent(letter) : letter;
	});
}

/** Each letter but the space stands for itself, and takes one byte. */
const PLAIN = /^[ !#$&-*,-[\]-~]*$/;

/** A name as an entry has it: at most so many bytes, and none of what would part entries. */
function shortened(name: string, bytes: number): string {
	const most = bytes - Buffer.byteLength(CUT);
	if (PLAIN.test(name)) {
		const text = name.replaceAll(' ', '+');
		return text.length <= bytes ? text : text.slice(0, most) + CUT;
	}
	const letters = lettersOf(name);
	const whole = letters.join('');
	if (Buffer.byteLength(whole) <= bytes) return whole;
	let left = most;
	const kept = letters.findIndex((letter) => (left -= Buffer.byteLength(letter)) < 0);
	return letters.slice(0, kept).join('') + CUT;
}
