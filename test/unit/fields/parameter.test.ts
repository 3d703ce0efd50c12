import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readItemField } from '../../../nodes/form/given';

const json: IDataObject = { uid: 'a', count: 1, nothing: null, nested: { uid: 'b' } };

/** As n8n gives the parameter before it evaluates anything. */
const read = (raw: unknown) =>
	readItemField(
		{
			itemIndex: 0,
			context: {
				getNodeParameter: (_name: string, _item: number, _fallback: unknown, options: object) =>
					'rawExpressions' in options ? raw : 'evaluated',
				getInputData: () => [{ json }],
			} as unknown as IExecuteFunctions,
		},
		'jobUid',
	);

test.each([
	'={{ $json.uid }}',
	'={{$json.uid}}',
	{ __rl: true, mode: 'id', value: '={{ $json.uid }}' },
])('reads the field that %j names', (raw) => {
	expect(read(raw)).toBe('a');
});

test.each([
	'a',
	'{{ $json.uid }}',
	'= {{ $json.uid }}',
	'={{ $json.uid }} ',
	'={{ $json.uid.trim() }}',
	'={{ $json["uid"] }}',
	'={{ $json.nested.uid }}',
	'={{ $json.count }}',
	'={{ $json.nothing }}',
	'={{ $json.missing }}',
	'={{ $json.constructor }}',
	'={{ $json.toString }}',
	{ __rl: true, mode: 'list', value: 'a' },
	undefined,
])('leaves %j to n8n', (raw) => {
	expect(read(raw)).toBeUndefined();
});

test('leaves an item that is not there to n8n', () => {
	const context = {
		getNodeParameter: () => '={{ $json.uid }}',
		getInputData: () => [],
	} as unknown as IExecuteFunctions;
	expect(readItemField({ context, itemIndex: 0 }, 'jobUid')).toBeUndefined();
});
