/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';
import express, { type Express } from 'express';
import type { IDataObject } from 'n8n-workflow';

import { listen } from '../../simulator/listen';
import { TicketBook, type Ticket } from '../../ticketServer/book';

/**
 * What stands in for a product: it answers the requests that n8n's node for it makes, and knows nothing else
 * of the product. It shows that a recipe's expressions fit together, not that the product behaves so.
 */
export interface StandIn {
	file: string;
	url: string;
	tickets: Ticket[];
	/** By type of credential, its name and data */
	credentials: Record<string, { name: string; data: IDataObject }>;
	/** Values for Settings */
	settings: Record<string, string | number>;
	/** What the builder chooses in Create ticket, by parameter */
	chosen: IDataObject;
	/** The next ticket is created, and the answer is an error. */
	loseNextAnswer(): void;
	stop(): Promise<void>;
}

type Product = Pick<StandIn, 'credentials' | 'settings' | 'chosen'>;

async function startStandIn(
	file: string,
	route: (app: Express, book: TicketBook, isLost: () => boolean) => void,
	product: (url: string) => Product,
): Promise<StandIn> {
	const book = new TicketBook();
	let isLosing = false;
	const isLost = () => {
		const lost = isLosing;
		isLosing = false;
		return lost;
	};
	const app = express();
	app.use(express.json(), express.urlencoded());
	route(app, book, isLost);
	const { port, close } = await listen(createServer(app), 0, '127.0.0.1');
	const url = `http://127.0.0.1:${port}`;
	const loseNextAnswer = () => {
		isLosing = true;
	};
	return { file, url, tickets: book.tickets, loseNextAnswer, stop: close, ...product(url) };
}

const idOf = (key: string) => Number(key.replace('BKP-', ''));

export async function startJira(): Promise<StandIn> {
	return await startStandIn(
		'failed-job-ticket-jira.json',
		(app, book, isLost) => {
			app.get('/rest/api/2/issuetype', (_, response) => {
				response.json([{ id: '10001', subtask: false }]);
			});
			app.post('/rest/api/2/search/jql', ({ body }, response) => {
				const { jql } = body as { jql: string };
				const [, externalId] = jql.match(/^labels = "([^"]+)" AND statusCategory != Done /) ?? [];
				const found = book.find({ externalId, status: 'open' });
				const issues = found.map(({ id, createdAt, session }) => ({
					key: `BKP-${id}`,
					fields: { created: createdAt, labels: [externalId, `failed-${session}`] },
				}));
				response.json({ issues, isLast: true });
			});
			app.post('/rest/api/2/issue', ({ body }, response) => {
				const { fields } = body as { fields: Record<string, string & string[]> };
				const { summary: subject, description, labels } = fields;
				const [externalId, failed] = labels as string[];
				const session = failed.replace('failed-', '');
				const { id } = book.create({ externalId, session, subject, description });
				if (isLost()) return response.status(502).json({});
				return response.status(201).json({ id: String(id), key: `BKP-${id}` });
			});
			app.post('/rest/api/:version/issue/:key/comment', ({ params, body }, response) => {
				book.change(book.get(idOf(params.key))!, { note: JSON.stringify(body) });
				response.status(201).json({});
			});
			app.post('/rest/api/2/issue/:key/transitions', ({ params, body }, response) => {
				const { transition } = body as { transition: { id: string } };
				if (transition.id === '31') book.change(book.get(idOf(params.key))!, { status: 'closed' });
				response.status(204).end();
			});
			app.put('/rest/api/2/issue/:key', (_, response) => {
				response.status(204).end();
			});
		},
		(domain) => ({
			credentials: {
				jiraSoftwareCloudApi: {
					name: 'Jira SW Cloud account',
					data: { email: 'me@example.com', apiToken: 'made-up', domain },
				},
			},
			settings: { closeTransition: '31' },
			chosen: {
				project: { __rl: true, mode: 'id', value: '10000' },
				issueType: { __rl: true, mode: 'id', value: '10001' },
			},
		}),
	);
}

interface HaloAction {
	ticket_id: string;
	note: string;
	new_status?: number;
}

export async function startHalo(): Promise<StandIn> {
	return await startStandIn(
		'failed-job-ticket-halopsa.json',
		(app, book, isLost) => {
			app.post('/auth/token', (_, response) => {
				response.json({ access_token: 'made-up', token_type: 'Bearer', expires_in: 3600 });
			});
			const shown = ({ id, subject: summary, status }: Ticket) => ({
				id,
				summary,
				status_id: status === 'open' ? 1 : 9,
			});
			app.get('/api/tickets', ({ query }, response) => {
				const found = book.tickets.filter(({ subject }) => subject.includes(String(query.search)));
				response.json({ record_count: found.length, tickets: found.map(shown) });
			});
			app.post('/api/tickets', ({ body }, response) => {
				const [{ summary, details }] = body as Array<{ summary: string; details: string }>;
				const [, externalId] = summary.match(/\[([^\]]+)\]$/) ?? [];
				const ticket = book.create({ externalId, subject: summary, description: details });
				if (isLost()) return response.status(502).json({});
				return response.status(201).json(shown(ticket));
			});
			app.post('/api/actions', ({ body }, response) => {
				const [{ ticket_id: id, note, new_status: status }] = body as HaloAction[];
				book.change(book.get(Number(id))!, { note, ...(status === 9 ? { status: 'closed' } : {}) });
				response.status(201).json({});
			});
		},
		(url) => ({
			credentials: {
				haloPSAApi: {
					name: 'HaloPSA account',
					data: {
						hostingType: 'onPremise',
						authUrl: `${url}/auth`,
						resourceApiUrl: `${url}/api`,
						client_id: 'made-up',
						client_secret: 'made-up',
						scope: 'all',
					},
				},
				oAuth2Api: {
					name: 'HaloPSA OAuth2',
					data: {
						grantType: 'clientCredentials',
						accessTokenUrl: `${url}/auth/token`,
						clientId: 'made-up',
						clientSecret: 'made-up',
						scope: 'all',
						authentication: 'body',
					},
				},
			},
			settings: { haloUrl: url, closedStatus: 9 },
			chosen: { ticketType: '1' },
		}),
	);
}
