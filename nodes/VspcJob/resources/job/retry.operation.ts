import { sendAction } from '../../../shared/jobs/actions';
import { jobAction } from './jobAction';

/** `POST /infrastructure/backupServers/jobs/{jobUid}/retry` (API description 3.4 to 3.7). */
export const retry = jobAction({
	option: {
		name: 'Retry',
		value: 'retry',
		action: 'Retry backup server job',
		description: 'Retry the failed objects of the latest session of a job of a backup server',
	},
	endsSession: true,
	act: async (context, connection, acted, limits) =>
		await sendAction(context, connection, 'retry', acted, limits),
});
