/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';

import express from 'express';

import { listen } from '../simulator/listen';

/** A tool that n8n offers the model. */
interface OfferedTool {
	name: string;
	description: string;
	/** JSON schema */
	parameters: { properties?: Record<string, { type?: string; description?: string }> };
}

/** One question of n8n to the model. */
export interface Question {
	tools: OfferedTool[];
	/** All messages so far */
	messages: Array<{ role: string; content: unknown }>;
	/** What the latest tool gave back, as the model reads it */
	toolAnswer: string;
	/** The whole request, to search for what must not be in it */
	raw: string;
}

/** What the model does next: it calls a tool, or ends with a text. */
type Move = { call: string; with?: Record<string, unknown> } | { say: string };

/** A step of the script; it may depend on what the model has just read. */
export type Step = (question: Question) => Move;

/** A chat model that plays a script, behind OpenAI's chat API on loopback. */
export interface ChatModel {
	/** For n8n's OpenAI credential */
	url: string;
	/** Starts a new script and forgets the questions so far. */
	play(...steps: Step[]): void;
	/** Every question so far */
	questions: Question[];
	close(): Promise<void>;
}

interface ChatRequest {
	tools?: Array<{ function: OfferedTool }>;
	messages: Question['messages'];
}

/** Starts a chat model; it answers 400 when it is asked more often than the script has steps. */
export async function startChatModel(): Promise<ChatModel> {
	const questions: Question[] = [];
	let script: Step[] = [];
	const app = express();
	app.use(express.json({ limit: '5mb' }));
	app.post('/v1/chat/completions', (request, response) => {
		const question = toQuestion(request.body as ChatRequest);
		const step = script[questions.length];
		questions.push(question);
		try {
			if (!step) throw new Error('the script has ended');
			response.json(toAnswer(step(question), questions.length));
		} catch (error) {
			// 400: the client doesn't try again.
			response.status(400).json({ error: { message: `Script: ${(error as Error).message}` } });
		}
	});
	const server = await listen(createServer(app), 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${server.port}/v1`,
		questions,
		play: (...steps) => {
			script = steps;
			questions.length = 0;
		},
		close: async () => await server.close(),
	};
}

function toQuestion(body: ChatRequest): Question {
	const last = body.messages.filter(({ role }) => role === 'tool').at(-1);
	return {
		tools: (body.tools ?? []).map((tool) => tool.function),
		messages: body.messages,
		toolAnswer: typeof last?.content === 'string' ? last.content : JSON.stringify(last?.content),
		raw: JSON.stringify(body),
	};
}

/** OpenAI's form of an answer (`chat.completion`). */
function toAnswer(move: Move, count: number) {
	const calls = 'call' in move;
	const message = calls
		? {
				role: 'assistant',
				content: null,
				tool_calls: [
					{
						id: `call_${count}`,
						type: 'function',
						function: { name: move.call, arguments: JSON.stringify(move.with ?? {}) },
					},
				],
			}
		: { role: 'assistant', content: move.say };
	return {
		id: `chatcmpl-${count}`,
		object: 'chat.completion',
		created: 0,
		model: 'scripted',
		choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
