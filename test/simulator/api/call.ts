import type { Identity } from '../accounts';
import type { State } from '../state';
import type { Answer, ApiRequest } from './answers';

/** What a handler of one API version needs besides the request. */
export interface Call {
	request: ApiRequest;
	state: State;
	version: string;
}

export type Handler = (call: Call, identity: Identity) => Answer;
