/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A port in front of a server: while it is shut, the server is down for those who come this way. */
export interface Door {
	/** For example 127.0.0.1:41234 */
	readonly host: string;
	open(): Promise<void>;
	/** Connections are refused from now on, and those that are open are cut. */
	shut(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** An open door to a port of this machine. */
export async function openDoor(to: number): Promise<Door> {
	const sockets = new Set<Socket>();
	const server = createServer((outside) => {
		const inside = connect(to, LOOPBACK);
		for (const [socket, other] of [
			[outside, inside],
			[inside, outside],
		]) {
			sockets.add(socket);
			socket.on('error', () => other.destroy());
			socket.on('close', () => sockets.delete(socket));
		}
		outside.pipe(inside).pipe(outside);
	});
	const listen = async (port: number) => {
		server.listen(port, LOOPBACK);
		await once(server, 'listening');
	};
	await listen(0);
	const { port } = server.address() as AddressInfo;
	return {
		host: `${LOOPBACK}:${port}`,
		open: async () => {
			if (!server.listening) await listen(port);
		},
		shut: async () => {
			if (!server.listening) return;
			const closed = once(server, 'close');
			server.close();
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}
