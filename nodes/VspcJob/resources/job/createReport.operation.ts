import type { Operation } from '../../../fields/operation';
import { reportFields } from '../../report/fields';

/** A report on jobs of all kinds, made here of their lists; VSPC itself is only read. */
export const createReport: Operation = {
	option: {
		name: 'Create Report',
		value: 'createReport',
		action: 'Create report on jobs',
		description:
			'Report on backup jobs as e-mail (subject, HTML, text) and as numbers, for all companies together or for each by itself',
	},
	fields: reportFields,
	async execute(context, itemCount, keepGoing) {
		const { createReports } = await import('../../report/run/createReport');
		return await createReports(context, itemCount, keepGoing);
	},
};
