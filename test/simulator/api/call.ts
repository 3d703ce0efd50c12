import type { State } from '../state';
import type { ApiRequest } from './answers';

/** What a handler of one API version needs besides the request. */
export interface Call {
	request: ApiRequest;
	state: State;
	version: string;
}
