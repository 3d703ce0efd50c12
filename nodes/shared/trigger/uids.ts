const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** UIDs in a text take 23 letters instead of 36. */
export function packUids(text: string): string {
	return text.replace(
		UID,
		(uid) => `!${Buffer.from(uid.replace(/-/g, ''), 'hex').toString('base64url')}`,
	);
}

/** The text that was packed; one that was not stays as it is. */
export function unpackUids(packed: string): string {
	return String(packed).replace(/!([\w-]{22})/g, (_, letters: string) =>
		Buffer.from(letters, 'base64url')
			.toString('hex')
			.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
	);
}
