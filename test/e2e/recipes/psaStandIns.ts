import type { Request, RequestHandler } from 'express';

import type { Ticket, TicketBook } from '../../ticketServer/book';
import { startStandIn, type StandIn } from './standIns';

/**
 * What stands in for the products that the recipe asks by HTTP Request. Each answers what the API page named
 * beside it says, as far as the recipe uses it; none has been compared with a live system.
 */

/** The ticket with the ID in the path, or the product's 404. */
const withTicket =
	(book: TicketBook, work: (ticket: Ticket, request: Request) => unknown): RequestHandler =>
	(request, response) => {
		const ticket = book.get(Number(request.params.id));
		if (!ticket) return response.status(404).json({ message: 'Not found' });
		return response.json(work(ticket, request));
	};

/** Who does not send these headers is refused. */
const onlyWith =
	(headers: Record<string, string>): RequestHandler =>
	(request, response, next) => {
		const isKnown = Object.entries(headers).every(([name, value]) => request.get(name) === value);
		return isKnown ? next() : response.status(401).json({ message: 'Unauthorized' });
	};

const CONNECTWISE = { user: 'acme+public', password: 'private', clientId: 'made-up-client' };

/**
 * ConnectWise PSA (Manage), REST 3.0: https://developer.connectwise.com/Products/ConnectWise_PSA/REST
 * Service > Tickets: `conditions` with `and`, texts in double quotes; a page is an array; PATCH takes JSON Patch;
 * `summary` and `externalXRef` take 100 characters. Every request needs the header clientId.
 */
export async function startConnectWise(): Promise<StandIn> {
	const { user, password, clientId } = CONNECTWISE;
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	const shown = (ticket: Ticket) => ({
		id: ticket.id,
		summary: ticket.subject,
		externalXRef: ticket.externalId,
		closedFlag: ticket.status === 'closed',
	});
	return await startStandIn(
		'failed-job-ticket-steps-connectwise.json',
		(app, book, isLost) => {
			app.use(onlyWith({ authorization, clientId }));
			app.get('/service/tickets', ({ query }, response) => {
				const clauses = /^externalXRef="([^"]{1,100})" and closedFlag=false$/;
				const [, externalId] = String(query.conditions).match(clauses) ?? [];
				if (!externalId) return response.status(400).json({ code: 'InvalidConditions' });
				return response.json(book.find({ externalId, status: 'open' }).map(shown));
			});
			app.post('/service/tickets', ({ body }, response) => {
				const { summary, externalXRef, initialDescription, board, company } = body as Record<
					string,
					string & { id?: number }
				>;
				const fits = summary.length <= 100 && externalXRef.length <= 100;
				if (!fits || !board.id || !company.id) {
					return response.status(400).json({ code: 'InvalidObject' });
				}
				const fields = { subject: summary, description: initialDescription };
				const at = { externalId: externalXRef, company: String(company.id) };
				const ticket = book.create({ ...at, ...fields });
				if (isLost()) return response.status(502).json({});
				return response.status(201).json(shown(ticket));
			});
			app.patch(
				'/service/tickets/:id',
				withTicket(book, (ticket, { body }) => {
					const [{ op, path, value }] = body as Array<{ op: string; path: string; value: number }>;
					const isStatus = op === 'replace' && path === 'status/id';
					if (isStatus) book.change(ticket, { status: value === 17 ? 'closed' : 'open' });
					return shown(ticket);
				}),
			);
			app.post(
				'/service/tickets/:id/notes',
				withTicket(book, (ticket, { body }) => {
					const { text } = body as { text: string };
					book.change(ticket, { note: text });
					return { id: ticket.notes.length, ticketId: ticket.id, text };
				}),
			);
		},
		(url) => ({
			credentials: {
				httpBasicAuth: { name: 'ConnectWise account', data: { user, password } },
			},
			settings: { connectWiseUrl: url, clientId, closedStatus: 17, openStatus: 16 },
			companies: 'companyIds',
			chosen: {},
		}),
	);
}

interface AutotaskFilter {
	op: string;
	field: string;
	value: string | number;
}

/** The status Complete, which is the same in every Autotask. */
const COMPLETE = 5;

/**
 * Autotask PSA, REST 1.0: https://ww1.autotask.net/help/DeveloperHelp/Content/APIs/REST/Entities/TicketsEntity.htm,
 * queries: …/APIs/REST/API_Calls/REST_Basic_Query_Calls.htm, notes: …/APIs/REST/Entities/TicketNotesEntity.htm
 * What is created or changed answers with `itemId`; `externalID` takes 50 characters, `title` 255.
 */
export async function startAutotask(): Promise<StandIn> {
	const headers = { ApiIntegrationCode: 'made-up', UserName: 'api@example.com', Secret: 'made-up' };
	return await startStandIn(
		'failed-job-ticket-steps-autotask.json',
		(app, book, isLost) => {
			const hashes = new Map<Ticket, string>();
			app.use(onlyWith(headers));
			app.post('/V1.0/Tickets/query', ({ body }, response) => {
				const { filter } = body as { filter: AutotaskFilter[] };
				const [key, status] = filter;
				const isKnown = `${key.op} ${key.field}` === 'eq externalID' && status.field === 'status';
				if (!isKnown) return response.status(500).json({ errors: ['Unable to find field'] });
				const open = status.op === 'noteq' && status.value === COMPLETE ? 'open' : undefined;
				const items = book
					.find({ status: open })
					.filter((ticket) => hashes.get(ticket) === key.value)
					.map(({ id, createdAt }) => ({ id, createDate: createdAt }));
				const pageDetails = { count: items.length, requestCount: 500, nextPageUrl: null };
				return response.json({ items, pageDetails });
			});
			app.post('/V1.0/Tickets', ({ body }, response) => {
				const { externalID, title, description, ...more } = body as Record<string, string>;
				const required = ['companyID', 'priority', 'status', 'dueDateTime'];
				const isWhole = required.every((field) => more[field] !== undefined);
				if (!isWhole || externalID.length > 50 || title.length > 255) {
					return response.status(500).json({ errors: ['Missing or too long'] });
				}
				const externalId = description.split('\n').at(-1);
				const company = String(more.companyID);
				const ticket = book.create({ externalId, subject: title, description, company });
				hashes.set(ticket, externalID);
				if (isLost()) return response.status(502).json({});
				return response.json({ itemId: ticket.id });
			});
			app.patch('/V1.0/Tickets', ({ body }, response) => {
				const { id, status } = body as { id: number; status: number };
				const ticket = book.get(id);
				if (!ticket) return response.status(404).json({ errors: ['No such ticket'] });
				book.change(ticket, { status: status === COMPLETE ? 'closed' : 'open' });
				return response.json({ itemId: id });
			});
			app.post(
				'/V1.0/Tickets/:id/Notes',
				withTicket(book, (ticket, { body }) => {
					const { title, description, noteType, publish } = body as Record<string, string>;
					if (noteType && publish) book.change(ticket, { note: `${title}\n${description}` });
					return { itemId: ticket.notes.length };
				}),
			);
		},
		(url) => ({
			credentials: {
				httpCustomAuth: { name: 'Autotask account', data: { json: JSON.stringify({ headers }) } },
			},
			settings: { autotaskUrl: url, closedStatus: COMPLETE, openStatus: 8 },
			companies: 'companyIds',
			chosen: {},
		}),
	);
}

/**
 * Syncro (SyncroMSP), API 1: https://api-docs.syncromsp.com/
 * Tickets: a token comes as Bearer; a list and a new ticket are in a field (`tickets`, `ticket`), 25 to a page (here
 * one, so that there are more pages); with `query` the status is not looked at, as n8n's own node for Syncro says; a comment needs a subject (422 without one).
 */
export async function startSyncro(): Promise<StandIn> {
	const shown = ({ id, subject, status }: Ticket) => ({
		id,
		number: id - 900,
		subject,
		status: status === 'open' ? 'New' : 'Resolved',
	});
	return await startStandIn(
		'failed-job-ticket-steps-syncro.json',
		(app, book, isLost) => {
			app.use(onlyWith({ authorization: 'Bearer made-up-token' }));
			app.get('/api/v1/tickets', ({ query }, response) => {
				const found = book.tickets.filter(({ subject }) => subject.includes(String(query.query)));
				const page = Number(query.page ?? 1);
				const tickets = found.slice(page - 1, page).map(shown);
				response.json({ tickets, meta: { page, total_pages: found.length } });
			});
			app.post('/api/v1/tickets', ({ body }, response) => {
				const {
					customer_id: customer,
					subject,
					comments_attributes: comments,
				} = body as {
					customer_id?: number;
					subject: string;
					comments_attributes: Array<{ body: string }>;
				};
				if (!customer) return response.status(422).json({ errors: ['Customer must exist'] });
				const [, externalId] = subject.match(/\[([^\]]+)\]$/) ?? [];
				const [{ body: description }] = comments;
				const company = String(customer);
				const ticket = book.create({ externalId, subject, description, company });
				if (isLost()) return response.status(502).json({});
				return response.json({ ticket: shown(ticket) });
			});
			app.put(
				'/api/v1/tickets/:id',
				withTicket(book, (ticket, { body }) => {
					const { status } = body as { status: string };
					book.change(ticket, { status: status === 'Resolved' ? 'closed' : 'open' });
					return { ticket: shown(ticket) };
				}),
			);
			app.post('/api/v1/tickets/:id/comment', (request, response, next) => {
				const { subject } = request.body as { subject?: string };
				return subject ? next() : response.status(422).json({ errors: ['Subject is missing'] });
			});
			app.post(
				'/api/v1/tickets/:id/comment',
				withTicket(book, (ticket, { body }) => {
					const { body: note } = body as { body: string };
					book.change(ticket, { note });
					return { comment: { id: ticket.notes.length, body: note } };
				}),
			);
		},
		(url) => ({
			credentials: { httpBearerAuth: { name: 'Syncro account', data: { token: 'made-up-token' } } },
			settings: { syncroUrl: url, customerId: 1 },
			companies: 'customerIds',
			chosen: {},
		}),
	);
}
