import { sendAction } from '../../../shared/jobs/actions';
import { jobAction } from './jobAction';

/** `POST /infrastructure/backupServers/jobs/{jobUid}/stop` (API description 3.4 to 3.7). */
export const stop = jobAction({
	option: {
		name: 'Stop',
		value: 'stop',
		action: 'Stop backup server job',
		description: 'Stop the running session of a job of a backup server',
	},
	endsSession: true,
	act: async (context, connection, acted, limits) =>
		await sendAction(context, connection, 'stop', acted, limits),
});
