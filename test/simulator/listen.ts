/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A server that listens, and how to stop it at once. */
export interface Listening {
	port: number;
	close(): Promise<void>;
}

/** Listens; rejects when the port is taken. Closing destroys open sockets, so that tests exit. */
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(port, host);
	await once(server, 'listening');
	let closed: Promise<void> | undefined;
	return {
		port: (server.address() as AddressInfo).port,
		close: async () => {
			closed ??= new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			});
			await closed;
		},
	};
}
