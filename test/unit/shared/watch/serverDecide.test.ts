import fc from 'fast-check';

import {
	decideServer,
	serverCodec,
	type ServerLastSeen,
	type ServerProblem,
} from '../../../../nodes/trigger/jobs/serverDecide';
import { type Connection, connectionOf } from '../../../../nodes/vspc/servers';
import { cases } from '../../../cases';

/** One server's life, read every ten minutes, checked against a plain model of it. */
const AFTER = 1800;
const STEP = 600;

interface Turn {
	connection: Connection;
	/** n8n is killed after the read, and forgets what it did not save */
	isKilled: boolean;
}

const turns = fc.array(
	fc.record({
		connection: fc.constantFrom<Connection>('connected', 'disconnected', 'unknown'),
		isKilled: fc.nat(9).map((dice) => dice === 0),
	}),
	{ maxLength: 40 },
);

interface Memory {
	lastSeen?: ServerLastSeen;
	problem?: ServerProblem;
}

/** A state as n8n saves it: text. */
const saved = ({ lastSeen, problem }: Memory): Memory => ({
	lastSeen: lastSeen && serverCodec.decode(serverCodec.encode(lastSeen)),
	problem,
});

function play(all: Turn[], emitExisting: boolean) {
	let live: Memory = {};
	let onDisk: Memory = {};
	let now = 1_700_000_000;
	const told: Array<{ name: string; now: number; of: number }> = [];
	for (const [index, { connection, isKilled }] of all.entries()) {
		const { event, lastSeen, problem } = decideServer(
			live,
			{ key: 'backupServer:a', name: 'a', connection, isByAgent: false, hasAgents: true },
			{ now, disconnectedAfter: AFTER, emitExisting, isWanted: true, isBaseline: index === 0 },
		);
		live = { lastSeen, problem };
		if (event) told.push({ name: event.name, now, of: event.of });
		if (event || index === 0) onDisk = saved(live);
		else if (isKilled) live = saved(onDisk);
		now += STEP;
	}
	return told;
}

/** What should be emitted without kills: read by read. */
function expected(all: Turn[], emitExisting: boolean) {
	let now = 1_700_000_000;
	const told: Array<{ name: string; now: number; of: number }> = [];
	let since: number | undefined;
	let isOpen = false;
	let isKnown = all[0]?.connection === 'disconnected' && !emitExisting;
	let back = 0;
	for (const { connection } of all) {
		if (connection === 'connected') {
			back++;
			if ((isOpen || isKnown) && back === 2) {
				if (isOpen) told.push({ name: 'serverReconnected', now, of: now });
				[isOpen, isKnown, since] = [false, false, undefined];
			}
			if (!isOpen && !isKnown) [since, back] = [undefined, 0];
		} else if (connection === 'disconnected') {
			back = 0;
			since ??= now;
			if (!isOpen && !isKnown && now - since >= AFTER) {
				told.push({ name: 'serverDisconnected', now, of: since });
				isOpen = true;
			}
		}
		now += STEP;
	}
	return told;
}

test('a server is emitted once when it was disconnected for long enough, and once when it is back for two reads', () => {
	const undisturbed = turns.map((all) => all.map((one) => ({ ...one, isKilled: false })));
	fc.assert(
		fc.property(undisturbed, fc.boolean(), (all, emitExisting) => {
			expect(play(all, emitExisting)).toEqual(expected(all, emitExisting));
		}),
		{ numRuns: cases(2000) },
	);
});

test('whenever n8n is killed, disconnected and connected again come in turn, and never too early', () => {
	fc.assert(
		fc.property(turns, fc.boolean(), (all, emitExisting) => {
			const told = play(all, emitExisting);
			for (const [index, { name, now, of }] of told.entries()) {
				expect(name).toBe(index % 2 === 0 ? 'serverDisconnected' : 'serverReconnected');
				const at = (now - 1_700_000_000) / STEP;
				const before = all.slice(0, at + 1).map(({ connection }) => connection);
				if (name === 'serverReconnected') {
					expect(before.filter((one) => one !== 'unknown').slice(-2)).toEqual([
						'connected',
						'connected',
					]);
				} else {
					expect(now - of).toBeGreaterThanOrEqual(AFTER);
				}
			}
		}),
		{ numRuns: cases(2000) },
	);
});

test('what is kept of a server survives being written', () => {
	const known: fc.Arbitrary<ServerLastSeen> = fc.record(
		{
			connection: fc.constantFrom<Connection>('connected', 'disconnected', 'unknown'),
			time: fc.nat(2_000_000_000),
			goneSince: fc.nat(2_000_000_000),
			isExisting: fc.constant<true>(true),
			isByAgent: fc.constant<true>(true),
			connectedReads: fc.constant(1),
		},
		{ requiredKeys: ['connection'] },
	);
	fc.assert(
		fc.property(known, (entry) => {
			expect(serverCodec.decode(serverCodec.encode(entry))).toEqual(entry);
		}),
	);
});

test.each(['Q', 'C.y', 'D?', ''])('"%s" is no entry of a server', (text) => {
	expect(() => serverCodec.decode(text)).toThrow();
});

test.each<[string, string, string | undefined, string]>([
	['Healthy', 'Healthy', 'Online', 'connected'],
	['Warning', 'Healthy', undefined, 'connected'],
	['warning', 'healthy', 'online', 'connected'],
	['Inaccessible', 'Healthy', 'Online', 'disconnected'],
	['Inaccessible', 'Healthy', undefined, 'disconnected'],
	['Healthy', 'Healthy', 'Inaccessible', 'disconnected'],
	['Healthy', 'Inaccessible', 'Online', 'disconnected'],
	['Unknown', 'Inaccessible', 'Rejected', 'unknown'],
	['Inaccessible', 'Inaccessible', 'Rejected', 'unknown'],
	['Unknown', 'Unknown', 'Unknown', 'unknown'],
	['Healthy', 'Healthy', 'Unknown', 'unknown'],
	['SomethingNew', 'Healthy', 'Online', 'unknown'],
])(
	'a server %s with an agent %s and %s is %s',
	(status, managementAgentStatus, agent, connection) => {
		expect(connectionOf({ status, managementAgentStatus }, agent)).toBe(connection);
	},
);
