import type { IExecuteFunctions } from 'n8n-workflow';

import { executeResources, type Operation } from '../../../nodes/form/operation';
import { optionsField } from '../../../nodes/form/options';

/** As many as a stack cannot take as arguments. */
const ROWS = 300_000;

const getAll: Operation = {
	option: { name: 'Get Many', value: 'getAll' },
	itemFields: {},
	fields: [optionsField()],
	read: () => ({}),
	run: async () => Array.from({ length: ROWS }, (_, index) => ({ index })),
};

test('a list of 300,000 rows becomes as many items, each linked to its input', async () => {
	const context = {
		getNodeParameter: (_name: string, _item: number, fallback: unknown) => fallback,
		getInputData: () => [{ json: {} }, { json: {} }],
		getNode: () => ({ type: 'n8n-nodes-vspc.vspcJob' }),
		continueOnFail: () => false,
	} as unknown as IExecuteFunctions;
	const resource = {
		option: { name: 'Job', value: 'job' },
		defaultOperation: 'getAll',
		operations: [getAll],
	};
	const [items] = await executeResources(context, [resource], 'job');
	expect(items).toHaveLength(2 * ROWS);
	expect(items.at(-1)).toEqual({ json: { index: ROWS - 1 }, pairedItem: { item: 1 } });
});
