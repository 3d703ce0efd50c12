/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';
import express from 'express';

import { listen } from '../../simulator/listen';

/** Where a chat's incoming webhook would be. */
export interface ChatSink {
	url: string;
	/** What was taken, as JSON */
	messages: Array<Record<string, unknown>>;
	/** So many of the next messages are answered with an error. */
	fail(messages: number): void;
	stop(): Promise<void>;
}

export async function startChatSink(): Promise<ChatSink> {
	const messages: ChatSink['messages'] = [];
	let failing = 0;
	const app = express();
	app.use(express.json());
	app.post('/hook', (request, response) => {
		if (failing-- > 0) return response.status(503).send('busy');
		messages.push(request.body as Record<string, unknown>);
		return response.send('ok');
	});
	const { port, close } = await listen(createServer(app), 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${port}/hook`,
		messages,
		fail: (count) => {
			failing = count;
		},
		stop: close,
	};
}
