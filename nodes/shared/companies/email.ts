/** An address as mail servers take it, with letters of any script; nothing that a mail header could be made of. */
const ADDRESS =
	/^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{M}\p{N}-]{1,63}(?:\.[\p{L}\p{M}\p{N}-]{1,63})*$/u;

/**
 * What VSPC has as the e-mail of a company, for the field To of an e-mail: anybody who edits the company writes it.
 * Addresses are separated by commas, semicolons or line breaks, and may have a name before them (`Name <a@b.example>`).
 *
 * @returns the addresses, joined by `, `; null when there is none
 */
export function toAddresses(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const addresses = value.split(/[,;\p{Cc}\p{Zl}\p{Zp}]+/u).map(addressIn);
	const found = new Set(addresses.filter((address) => ADDRESS.test(address)));
	return found.size === 0 ? null : [...found].join(', ');
}

function addressIn(part: string): string {
	const [, inBrackets] = /<([^<>]*)>\s*$/.exec(part) ?? [];
	return (inBrackets ?? part).trim().replace(/^mailto:/i, '');
}
