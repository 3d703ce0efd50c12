import { badParameter, errorAnswer, Refusal } from './answers';
import { isUuid } from './uuid';

/** What a path is about, and the name of the parameter with its UID. */
interface Wanted {
	what: string;
	parameter: string;
	uid: string;
}

/** The row of a path. Ends the request when there is none or the id is no UUID. */
export function findRow<T extends { instanceUid: string }>(
	rows: T[],
	{ what, parameter, uid }: Wanted,
): T {
	if (!isUuid(uid)) return badParameter(parameter, `The value '${uid}' is not valid.`);
	const row = rows.find((one) => one.instanceUid === uid.toLowerCase());
	if (!row) throw new Refusal(errorAnswer(404, `${what} with UID '${uid}' was not found.`));
	return row;
}
