/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as it came, with the address it was really sent to. */
export interface Mail extends ParsedMail {
	recipients: string[];
}

/** A real SMTP server on loopback that keeps what it gets. */
export interface MailServer {
	/** For n8n's credential SMTP */
	credential: { host: string; port: number; user: string; password: string; secure: boolean };
	mails: Mail[];
	/** Mails to these addresses are refused. */
	refused: Set<string>;
	/** So many of the next mails are refused for now, as by a server that is busy. */
	busy(mails: number): void;
	stop(): Promise<void>;
}

const ACCOUNT = { user: 'n8n@example.com', password: 'made-up-mail-password' };
const NO_SUCH_MAILBOX = 550;
const TRY_LATER = 451;

function refusal(message: string, responseCode: number): Error {
	return Object.assign(new Error(message), { responseCode });
}

export async function startMailServer(): Promise<MailServer> {
	const mails: Mail[] = [];
	const refused = new Set<string>();
	let busy = 0;
	const server = new SMTPServer({
		authOptional: false,
		allowInsecureAuth: true,
		disabledCommands: ['STARTTLS'],
		logger: false,
		onAuth({ username, password }, _session, done) {
			const isRight = username === ACCOUNT.user && password === ACCOUNT.password;
			if (isRight) return done(null, { user: username });
			return done(refusal('Who are you?', 535));
		},
		onRcptTo({ address }, _session, done) {
			if (refused.has(address)) return done(refusal('No such mailbox', NO_SUCH_MAILBOX));
			return done();
		},
		onData(stream, { envelope }, done) {
			const isBusy = busy > 0;
			if (isBusy) busy--;
			simpleParser(stream).then((mail) => {
				if (isBusy) return done(refusal('Try again later', TRY_LATER));
				mails.push({ ...mail, recipients: envelope.rcptTo.map(({ address }) => address) });
				return done();
			}, done);
		},
	});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const { port } = server.server.address() as AddressInfo;
	return {
		credential: { host: '127.0.0.1', port, secure: false, ...ACCOUNT },
		mails,
		refused,
		busy: (count) => {
			busy = count;
		},
		stop: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}
