/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createServer } from 'node:http';

import express, { type Response } from 'express';

import type { Mail } from '../mailServer';
import { listen } from '../simulator/listen';
import type { Ticket } from '../ticketServer';

/** What the page shows. */
export interface PageContent {
	tickets: Ticket[];
	mails: Mail[];
}

/** A page on loopback with the tickets, mails and chat messages that workflows made. */
export interface DemoPage {
	url: string;
	/** Takes what a chat's incoming webhook takes */
	chatUrl: string;
	/** Where `/open` leads: an address of n8n's, and the cookie that n8n gives who logs in */
	onOpen(open: () => Promise<{ address: string; cookie: string }>): void;
	close(): Promise<void>;
}

const HOST = '127.0.0.1';
const REFRESH_SECONDS = 5;

/** Nothing is loaded, nothing runs: names and mails may contain anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'";

export async function startPage(port: number, content: PageContent): Promise<DemoPage> {
	const messages: string[] = [];
	let open: (() => Promise<{ address: string; cookie: string }>) | undefined;
	const app = express();
	app.use((request, response, proceed) => {
		// A name that leads here from elsewhere would make a stranger's page one of ours.
		if (request.hostname !== HOST) return response.status(403).send('Only by 127.0.0.1');
		// Nor may a page of the Internet log a browser in, or write here.
		if (request.get('Sec-Fetch-Site') === 'cross-site') return response.status(403).send('No');
		response.set({ 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' });
		return proceed();
	});
	app.get('/', (_, response) => show(response, overview(content, messages), true));
	app.get('/mails/:number', ({ params }, response) => {
		const mail = content.mails[Number(params.number) - 1];
		if (mail) return show(response, mailView(mail));
		return response.status(404).send('There is no such mail');
	});
	app.post('/chat', express.json(), ({ body }, response) => {
		const { text } = body as { text?: unknown };
		messages.push(typeof text === 'string' ? text : JSON.stringify(body, null, 2));
		response.send('ok');
	});
	app.get('/open', async (_, response) => {
		if (!open) return response.status(503).send('n8n is not ready yet');
		const { address, cookie } = await open();
		return response.set('Set-Cookie', cookie).redirect(address);
	});
	const server = await listen(createServer(app), port, HOST);
	const url = `http://${HOST}:${server.port}`;
	return {
		url,
		chatUrl: `${url}/chat`,
		onOpen: (opens) => {
			open = opens;
		},
		close: server.close,
	};
}

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** A text for HTML, also within an attribute. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}a{color:#0b62c4}
article{border:1px solid #d5d8dc;border-radius:6px;padding:.6rem .9rem;margin:.6rem 0}
article.closed{background:#f4f5f6;color:#555}b{font-weight:600}
.state{float:right;border-radius:9px;padding:0 .6rem;color:#fff;background:#b3261e}.closed .state{background:#2e7d32}
pre{white-space:pre-wrap;font:inherit;margin:.3rem 0}ul{margin:.3rem 0}.empty,small{color:#666}
iframe{width:100%;height:75vh;border:1px solid #d5d8dc;border-radius:6px;background:#fff}`;

function show(response: Response, body: string, isRefreshed = false): void {
	const refresh = isRefreshed ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : '';
	response.send(
		`<!doctype html><html lang="en"><head><meta charset="utf-8">${refresh}<title>VSPC demo</title>` +
			`<style>${STYLE}</style></head><body>${body}</body></html>`,
	);
}

function overview({ tickets, mails }: PageContent, messages: string[]): string {
	return [
		'<h1>Tickets and mails of the demo</h1>',
		'<p>What the workflows in n8n made. Nothing leaves this computer. <a href="/open">Open n8n</a></p>',
		section('Tickets', [...tickets].reverse().map(ticketView)),
		section('Mails', mails.map(mailLine).reverse()),
		section('Chat', messages.map((text) => `<pre>${escaped(text)}</pre>`).reverse()),
	].join('\n');
}

function section(title: string, rows: string[]): string {
	const shown = rows.length > 0 ? rows.join('\n') : '<p class="empty">None yet</p>';
	return `<section id="${title.toLowerCase()}"><h2>${title} (${rows.length})</h2>${shown}</section>`;
}

function ticketView({ id, subject, description, status, createdAt, notes }: Ticket): string {
	const shown = notes.map(({ text }) => `<li><pre>${escaped(text)}</pre></li>`).join('');
	return (
		`<article class="${escaped(status)}"><span class="state">${escaped(status)}</span>` +
		`<b>${id} · ${escaped(subject)}</b> <small>${timeOf(new Date(createdAt))}</small>` +
		`<pre>${escaped(description.trim())}</pre>${shown && `<ul>${shown}</ul>`}</article>`
	);
}

function mailLine({ subject = '', recipients, date }: Mail, index: number): string {
	return (
		`<article><a href="/mails/${index + 1}"><b>${escaped(subject)}</b></a>` +
		`<br><small>${timeOf(date)} to ${escaped(recipients.join(', '))}</small></article>`
	);
}

function mailView({ subject = '', from, recipients, date, html, text, attachments }: Mail): string {
	// As in a mail program: no scripts, no forms, no requests.
	const body = html
		? `<iframe title="Mail" sandbox srcdoc="${escaped(html)}"></iframe>`
		: `<pre>${escaped(text ?? '')}</pre>`;
	const files = attachments.map(({ filename }) => escaped(filename ?? 'unnamed')).join(', ');
	return (
		`<p><a href="/">All tickets and mails</a></p><h1>${escaped(subject)}</h1>` +
		`<p><small>${timeOf(date)}, from ${escaped(from?.text ?? '')} to ${escaped(recipients.join(', '))}` +
		`${files && `, with ${files}`}</small></p>${body}`
	);
}

function timeOf(date: Date | undefined): string {
	return date ? escaped(date.toLocaleTimeString('en-GB')) : '';
}
