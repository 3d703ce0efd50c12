import { sendAction } from '../../../shared/jobs/actions';
import { jobAction } from './jobAction';

/** `POST /infrastructure/backupServers/jobs/{jobUid}/start` (API description 3.4 to 3.7). */
export const start = jobAction({
	option: {
		name: 'Start',
		value: 'start',
		action: 'Start backup server job',
		description: 'Start a job of a backup server; VSPC answers when the start is queued',
	},
	endsSession: true,
	act: async (context, connection, acted, limits) =>
		await sendAction(context, connection, 'start', acted, limits),
});
