import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../../fields/authentication';
import { addHints } from '../../../fields/hints';
import { forEachItem, type Operation } from '../../../fields/operation';
import { optionsField, readLimits } from '../../../fields/options';
import { outputFields, readOutput } from '../../../fields/output';
import { readUid, uidField } from '../../../fields/uid';
import type { Connection } from '../../../shared/connection';
import { vspcRequest } from '../../../shared/request';
import { READ_JOB_ROLES } from '../../../shared/roles';
import { additionOptions, JobAdditions, readAdditions } from './additions';
import { JOB_LIST_PATH, JOB_OUTPUT, JOB_UID } from './fields';

/**
 * One job by its UID: `GET /infrastructure/backupServers/jobs/{jobUid}` (vendor's REST guide, "Get Job").
 * Outputs `data` of the answer and the job key.
 */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get backup server job',
		description: 'Retrieve a job of a backup server by its UID',
	},
	fields: [uidField(JOB_UID), ...outputFields(JOB_OUTPUT), optionsField(additionOptions)],
	async execute(context, itemCount, keepGoing) {
		const connection = connectOnce(
			context,
			context.getNodeParameter('authentication', 0, 'apiKey'),
		);
		const additions = new JobAdditions(context, connection);
		const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => [
			await getJob(context, connection, additions, itemIndex),
		]);
		addHints(context, additions.hints);
		return outcomes;
	},
};

async function getJob(
	context: IExecuteFunctions,
	connection: () => Promise<Connection>,
	additions: JobAdditions,
	itemIndex: number,
): Promise<IDataObject> {
	const uid = readUid(context, JOB_UID, itemIndex);
	const output = readOutput(context, JOB_OUTPUT, itemIndex);
	const choice = readAdditions(context, itemIndex);
	const limits = readLimits(context, itemIndex);
	const { data } = await vspcRequest(
		context,
		await connection(),
		{
			method: 'GET',
			path: [...JOB_LIST_PATH, uid],
			doing: 'reading the job',
			noun: 'job',
			uid,
			roles: READ_JOB_ROLES,
			itemIndex,
		},
		limits,
	);
	const job = data as IDataObject;
	return await additions.addTo(output.pick(job), job, choice);
}
