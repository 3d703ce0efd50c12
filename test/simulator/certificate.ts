import { generate } from 'selfsigned';

interface Certificate {
	key: string;
	cert: string;
}

let made: Promise<Certificate> | undefined;

/** A self-signed certificate for this machine; it lives in memory only, and serves all servers of this process. */
export async function makeCertificate(): Promise<Certificate> {
	return await (made ??= make());
}

async function make(): Promise<Certificate> {
	const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{ name: 'basicConstraints', cA: false },
			{ name: 'keyUsage', digitalSignature: true },
			{ name: 'extKeyUsage', serverAuth: true },
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
					{ type: 7, ip: '::1' },
				],
			},
		],
	});
	return { key: pems.private, cert: pems.cert };
}
