/**
 * What goes wrong with a request: nothing; it is refused; it is carried out, but the answer is an error, or
 * there is none.
 */
export type Trouble = 'none' | 'refused' | 'failsAfter' | 'cutAfter';

/** What a client wants. */
export type Wish = 'search' | 'read' | 'create' | 'change';

/** For each wish what goes wrong with the first request, the second and so on, over and over. */
export type Troubles = Record<Wish, Trouble[]>;

export const NO_TROUBLES: Troubles = {
	search: ['none'],
	read: ['none'],
	create: ['none'],
	change: ['none'],
};

/** A bad night: a third of all requests goes wrong, half of them after they were carried out. */
export const BAD_NIGHT: Troubles = {
	search: ['none', 'none', 'refused', 'none', 'none', 'none', 'failsAfter'],
	read: ['none', 'refused', 'none', 'cutAfter', 'none'],
	create: ['failsAfter', 'none', 'refused', 'none', 'cutAfter', 'none', 'none'],
	change: ['none', 'refused', 'none', 'none', 'failsAfter', 'none', 'cutAfter'],
};

/** Nothing works. */
export const DOWN: Troubles = {
	search: ['refused'],
	read: ['refused'],
	create: ['refused'],
	change: ['refused'],
};
