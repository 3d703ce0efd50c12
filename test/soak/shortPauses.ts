/** The simulator's troubles go by counts, not by time: a twentieth of each pause is enough. */
jest.mock('../../nodes/shared/pause', () => {
	const actual = jest.requireActual<typeof import('../../nodes/shared/pause')>(
		'../../nodes/shared/pause',
	);
	return {
		...actual,
		pause: async (...[context, milliseconds]: Parameters<typeof actual.pause>) =>
			await actual.pause(context, milliseconds / 20),
	};
});
