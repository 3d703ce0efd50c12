/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import express, { type Express } from 'express';
import type { IDataObject } from 'n8n-workflow';

import { makeCertificate } from '../../simulator/certificate';
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
	/** The setting with the product's companies by the names of ours, if there is one */
	companies?: string;
	/** What the builder chooses in Create ticket, by parameter */
	chosen: IDataObject;
	/** The next ticket is created, and the answer is an error. */
	loseNextAnswer(): void;
	/** As a person closes a ticket there. */
	close(ticket: Ticket): void;
	stop(): Promise<void>;
}

type Product = Pick<StandIn, 'credentials' | 'settings' | 'companies' | 'chosen'>;

export async function startStandIn(
	file: string,
	route: (app: Express, book: TicketBook, isLost: () => boolean) => void,
	product: (url: string) => Product,
	{ isSecure = false } = {},
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
	const server = isSecure ? createSecureServer(await makeCertificate(), app) : createServer(app);
	const { port, close } = await listen(server, 0, '127.0.0.1');
	const url = `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;
	const loseNextAnswer = () => {
		isLosing = true;
	};
	return {
		file,
		url,
		tickets: book.tickets,
		loseNextAnswer,
		close: (ticket) => book.change(ticket, { status: 'closed' }),
		stop: close,
		...product(url),
	};
}

const idOf = (key: string) => Number(key.replace('BKP-', ''));

export async function startJira(): Promise<StandIn> {
	return await startStandIn(
		'failed-job-ticket-steps-jira.json',
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
				const { transition } = body as { transition: { id: '31' | '11' } };
				const status = ({ '31': 'closed', '11': 'open' } as const)[transition.id];
				if (!status) return response.status(400).json({ errorMessages: ['No such transition'] });
				book.change(book.get(idOf(params.key))!, { status });
				return response.status(204).end();
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
			settings: { closeTransition: '31', reopenTransition: '11' },
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
	new_status?: 2 | 9;
}

export async function startHalo(): Promise<StandIn> {
	return await startStandIn(
		'failed-job-ticket-steps-halopsa.json',
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
				const changed = ({ 9: 'closed', 2: 'open' } as const)[status!];
				book.change(book.get(Number(id))!, { note, ...(changed ? { status: changed } : {}) });
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
			settings: { haloUrl: url, closedStatus: 9, openStatus: 2 },
			chosen: { ticketType: '1' },
		}),
	);
}

/** What ServiceNow keeps of a text; it cuts the rest off without an error. */
const SERVICE_NOW_LENGTHS: Record<string, number> = {
	correlation_id: 100,
	correlation_display: 100,
	short_description: 160,
};

/** The state Resolved. */
const RESOLVED = '6';

const sysIdOf = ({ id }: Ticket) => id.toString(16).padStart(32, '0');

/** An incident as the Table API shows it: every value is a text, times are in UTC. */
const incidentOf = (ticket: Ticket): Record<string, string> => ({
	sys_id: sysIdOf(ticket),
	number: `INC${String(ticket.id).padStart(7, '0')}`,
	sys_created_on: ticket.createdAt.slice(0, 19).replace('T', ' '),
	state: ticket.status === 'open' ? '1' : RESOLVED,
	correlation_id: ticket.externalId,
	correlation_display: ticket.session,
	short_description: ticket.subject,
	description: ticket.description,
});

/**
 * Whether an incident fits an encoded query. ServiceNow leaves out a clause that it cannot read and answers
 * with all that fits the others, so a query that is written wrong finds too much.
 */
function fitsEncodedQuery(incident: Record<string, string>, encoded: string): boolean {
	return encoded.split('^').every((clause) => {
		const [, field, operator, value] = clause.match(/^([a-z_]+)(=|NOT IN)(.*)$/) ?? [];
		if (!(field in incident)) return true;
		return operator === '='
			? incident[field] === value
			: !value.split(',').includes(incident[field]);
	});
}

/**
 * n8n's node asks `https://<subdomain>.service-now.com/api/...`. With a subdomain that ends in a query, that
 * becomes an address of the stand-in, with the rest in the query: this puts it back into its place.
 */
const SERVICE_NOW_DETOUR = '/?instead-of=';

/** Answers in the way of ServiceNow's Table API, so far as the recipe uses it; not compared with a live instance. */
export async function startServiceNow(): Promise<StandIn> {
	const user = { user: 'vspc.n8n', password: 'made-up' };
	const authorization = `Basic ${Buffer.from(`${user.user}:${user.password}`).toString('base64')}`;
	const failure = (message: string, detail: string) => ({
		error: { message, detail },
		status: 'failure',
	});
	return await startStandIn(
		'failed-job-ticket-steps-servicenow.json',
		(app, book, isLost) => {
			app.use((request, response, next) => {
				request.url = request.url
					.replace(`${SERVICE_NOW_DETOUR}.service-now.com`, '')
					.replace('&', '?');
				if (request.headers.authorization === authorization) return next();
				const detail = 'Required to provide Auth information';
				return response.status(401).json(failure('User Not Authenticated', detail));
			});
			app.get('/api/now/table/incident', ({ query }, response) => {
				const { sysparm_query: encoded = '', sysparm_fields: fields } = query;
				const { sysparm_limit: limit = 10_000, sysparm_offset: offset = 0 } = query;
				const found = book.tickets
					.map(incidentOf)
					.filter((incident) => fitsEncodedQuery(incident, String(encoded)));
				const shown = String(fields).split(',');
				const result = found
					.slice(Number(offset), Number(offset) + Number(limit))
					.map((incident) => Object.fromEntries(shown.map((field) => [field, incident[field]])));
				response.set('X-Total-Count', String(found.length)).json({ result });
			});
			app.post('/api/now/table/incident', ({ body }, response) => {
				const fields = cutToLength(body as Record<string, string>);
				const ticket = book.create({
					externalId: fields.correlation_id,
					session: fields.correlation_display,
					subject: fields.short_description,
					description: fields.description,
				});
				if (isLost()) return response.status(502).json({});
				return response.status(201).json({ result: incidentOf(ticket) });
			});
			app.patch('/api/now/table/incident/:sysId', ({ params, body }, response) => {
				const ticket = book.tickets.find((candidate) => sysIdOf(candidate) === params.sysId);
				if (!ticket) {
					const detail = "Record doesn't exist or ACL restricts the record retrieval";
					return response.status(404).json(failure('No Record found', detail));
				}
				const fields = cutToLength(body as Record<string, string>);
				const { state, close_code: code, close_notes: closing, work_notes: note } = fields;
				const isResolved = state === RESOLVED;
				if (isResolved && !(code && closing)) {
					const detail =
						'Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes';
					return response.status(403).json(failure('Operation Failed', detail));
				}
				book.change(ticket, {
					session: fields.correlation_display ?? ticket.session,
					status: isResolved ? 'closed' : state ? 'open' : ticket.status,
					note: note ?? closing,
				});
				return response.json({ result: incidentOf(ticket) });
			});
		},
		(url) => ({
			credentials: {
				serviceNowBasicApi: {
					name: 'ServiceNow Basic Auth account',
					data: { ...user, subdomain: `${new URL(url).host}${SERVICE_NOW_DETOUR}` },
				},
			},
			settings: { closeCode: 'Solution provided' },
			chosen: {},
		}),
		{ isSecure: true },
	);
}

function cutToLength(fields: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(fields).map(([name, text]) => [name, text.slice(0, SERVICE_NOW_LENGTHS[name])]),
	);
}
