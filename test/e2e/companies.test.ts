import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowNode } from '../n8n';
import { runChain, useStage } from './harness';

/** VSPC Company in a real n8n. */
const stage = useStage();

const companyNode = async (
	name: string,
	operation: string,
	parameters: INodeParameters = {},
): Promise<WorkflowNode> => ({
	name,
	type: 'n8n-nodes-vspc.vspcCompany',
	typeVersion: 1,
	credentials: { vspcApi: await stage().credential('vspcApi') },
	parameters: { authentication: 'apiKey', operation, ...parameters },
});

test('Get Many with a filter, then Get by mapping one field: the same items', async () => {
	const { companies, organizations } = stage().simulator.estate;
	const active = companies.filter(({ status }) => status === 'Active');
	const { status, nodes } = await runChain(stage(), [
		await companyNode('Companies', 'getAll', {
			returnAll: true,
			filters: { status: ['Active'] },
			sort: { field: 'name' },
		}),
		await companyNode('Again', 'get', {
			companyUid: { __rl: true, mode: 'id', value: '={{ $json.instanceUid }}' } as never,
		}),
	]);
	expect(status).toBe('success');
	const [listed] = nodes.Companies.items;
	expect(listed.map(({ name }) => name).sort()).toEqual(active.map(({ name }) => name).sort());
	for (const { instanceUid, email, companyId } of listed) {
		const organization = organizations.find((one) => one.instanceUid === instanceUid)!;
		expect([email, companyId]).toEqual([organization.email, organization.companyId]);
	}
	expect(nodes.Again.items[0]).toEqual(listed);
});

test.each([
	['searchManagedCompanies', 20],
	['searchResellers', 2],
])('the drop-down list of %s', async (methodName, count) => {
	const { results } = await stage().n8n.client.runListSearch({
		nodeType: 'n8n-nodes-vspc.vspcCompany',
		path: 'parameters.companyUid',
		methodName,
		parameters: { authentication: 'apiKey', operation: 'get' },
		credentials: { vspcApi: await stage().credential('vspcApi') },
	});
	expect(results).toHaveLength(count);
});
