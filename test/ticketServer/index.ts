/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import express, { type Request, type Response } from 'express';

import { listen } from '../simulator/listen';
import { TicketBook, type Change, type Ticket } from './book';
import { Meeting } from './meeting';
import { NO_TROUBLES, type Trouble, type Troubles, type Wish } from './troubles';

export type { Note, Ticket } from './book';
export { BAD_NIGHT, DOWN, NO_TROUBLES, type Trouble } from './troubles';

/** What the recipes expect of a ticket system, with troubles to switch on. */
export interface TicketServer {
	/** For the recipes' Settings */
	url: string;
	/** Header that every request needs, for n8n's Header Auth */
	header: { name: string; value: string };
	tickets: Ticket[];
	/** How often what went wrong with what */
	seen: Record<Wish, Record<Trouble, number>>;
	/** What goes wrong from now on, and how long a request takes at the most. */
	trouble(troubles: Troubles, delayMs?: number): void;
	/** The next searches are answered when so many of them have come. */
	meet(searches: number): void;
	/** As a person closes a ticket there. */
	close(ticket: Ticket): void;
	stop(): Promise<void>;
}

const HEADER = { name: 'x-api-key', value: 'made-up-ticket-key' };

type Work = (request: Request) => [status: number, body: unknown];

export async function startTicketServer(): Promise<TicketServer> {
	const book = new TicketBook();
	const none = () => ({ none: 0, refused: 0, failsAfter: 0, cutAfter: 0 });
	const seen = { search: none(), read: none(), create: none(), change: none() };
	let troubles = NO_TROUBLES;
	let longest = 0;
	let meeting = new Meeting(1);

	const next = (wish: Wish): Trouble => {
		const count = Object.values(seen[wish]).reduce((sum, number) => sum + number);
		const trouble = troubles[wish][count % troubles[wish].length];
		seen[wish][trouble]++;
		return trouble;
	};

	/** Carries a request out, or says what went wrong. */
	const serve = (wish: Wish, work: Work) => async (request: Request, response: Response) => {
		const trouble = next(wish);
		const pause = async () => await sleep(Math.random() * longest);
		await pause();
		if (trouble === 'refused') return response.status(503).json({ message: 'Try again later' });
		const [status, body] = work(request);
		if (wish === 'search') await meeting.arrive();
		await pause();
		if (trouble === 'cutAfter') return request.socket.destroy();
		if (trouble === 'failsAfter') return response.status(500).json({ message: 'Oops' });
		return response.status(status).json(body);
	};

	const withTicket = (work: (ticket: Ticket, request: Request) => void): Work => {
		return (request) => {
			const ticket = book.get(Number(request.params.id));
			if (!ticket) return [404, { message: 'No such ticket' }];
			work(ticket, request);
			return [200, ticket];
		};
	};

	const app = express();
	app.use(express.json());
	app.use((request, response, proceed) => {
		if (request.headers[HEADER.name] === HEADER.value) return proceed();
		return response.status(401).json({ message: 'Who are you?' });
	});
	const search: Work = ({ query }) => [200, structuredClone(book.find(query))];
	const create: Work = ({ body }) => [201, book.create(body as Partial<Ticket>)];
	app.get('/api/tickets', serve('search', search));
	app.post('/api/tickets', serve('create', create));
	const read = withTicket(() => {});
	const change = withTicket((ticket, { body }) => book.change(ticket, body as Change));
	app.get('/api/tickets/:id', serve('read', read));
	app.patch('/api/tickets/:id', serve('change', change));

	const { port, close } = await listen(createServer(app), 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${port}/api`,
		header: HEADER,
		tickets: book.tickets,
		seen,
		trouble: (changed, delayMs = 0) => {
			troubles = changed;
			longest = delayMs;
		},
		meet: (searches) => {
			meeting = new Meeting(searches);
		},
		close: (ticket) => book.change(ticket, { status: 'closed' }),
		stop: close,
	};
}
