import type { IDataObject } from 'n8n-workflow';

import { startMailServer } from '../mailServer';
import { freePort, type CredentialReference, type N8nClient } from '../n8n';
import { startTicketServer } from '../ticketServer';
import { startPage, type DemoPage } from './page';

const PAGE_PORT = 5680;

/** What stands in for the services of a real service provider: tickets, mails and chat, on loopback. */
export interface Services {
	page: DemoPage;
	/** The addresses in recipes, and what they become */
	addresses: Record<string, string>;
	/** By type, under the names that recipes look for */
	credentials: Record<string, { name: string; data: IDataObject }>;
	close(): Promise<void>;
}

export async function startServices(): Promise<Services> {
	const ticketServer = await startTicketServer();
	const mailServer = await startMailServer();
	const { tickets } = ticketServer;
	const page = await startPage(await freePort(PAGE_PORT), { tickets, mails: mailServer.mails });
	return {
		page,
		addresses: {
			'https://tickets.example.com/api': ticketServer.url,
			'https://hooks.slack.com/services/…': page.chatUrl,
			'https://sms.example.com/messages': page.chatUrl,
		},
		credentials: {
			httpHeaderAuth: { name: 'Header Auth account', data: { ...ticketServer.header } },
			smtp: {
				name: 'SMTP account',
				data: { ...mailServer.credential, disableStartTls: true },
			},
		},
		close: async () => {
			await Promise.all([page.close(), ticketServer.stop(), mailServer.stop()]);
		},
	};
}

/** By type. */
export type Credentials = Record<string, CredentialReference>;

/** Stores credentials in n8n; answers how nodes refer to them. */
export async function createCredentials(
	client: N8nClient,
	wanted: Services['credentials'],
): Promise<Credentials> {
	const made: Credentials = {};
	for (const [type, { name, data }] of Object.entries(wanted)) {
		made[type] = { id: await client.createCredential(name, type, data), name };
	}
	return made;
}
