import { setEnabled } from '../../../shared/jobs/actions';
import { jobAction } from './jobAction';

/** `PATCH /infrastructure/backupServers/jobs/{jobUid}` on `isEnabled` (API description 3.4 to 3.7). */
export const enable = jobAction({
	option: {
		name: 'Enable',
		value: 'enable',
		action: 'Enable backup server job',
		description: 'Turn the schedule of a job of a backup server on',
	},
	endsSession: false,
	act: async (context, connection, acted, limits) =>
		await setEnabled(context, connection, true, acted, limits),
});
