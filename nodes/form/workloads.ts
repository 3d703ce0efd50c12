import type { INodeProperties } from 'n8n-workflow';

import { alphabetical, capitalized, EXAMPLE_UID, spelled } from '../util/text';
import { eitherOf, type Fields, simplifiedOf } from '../vspc/fields';
import {
	cloudDatabase,
	cloudFileShare,
	cloudVirtualMachine,
	microsoft365Object,
} from '../vspc/workloads/cloud';
import { partsOfKey, type WorkloadKind, workloadFields } from '../vspc/workloads/kind';
import {
	backupServerComputer,
	consoleComputer,
	fileShare,
	objectStorage,
	virtualMachine,
} from '../vspc/workloads/onPremises';
import { choicesInWords } from './filters';
import { type OutputChoices, withForm } from './output';
import type { UidField } from './uid';

/** A resource of VSPC Workload: a new kind is a table in `vspc/workloads` and a place here. */
export interface WorkloadResource {
	/** The value of 'Resource' */
	name: string;
	label: string;
	/** What one is */
	one: string;
	/** In the list of operations, e.g. `virtual machine` */
	noun: string;
	plural: string;
	kinds: WorkloadKind[];
	/** The parameter that says which workload */
	uid: UidField;
	output: OutputChoices;
	/** For the schemas of items only */
	itemFields: () => Fields;
}

/** All kinds, in the order in which they are read; computers stand together. */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
	virtualMachine,
	consoleComputer,
	backupServerComputer,
	fileShare,
	objectStorage,
	microsoft365Object,
	cloudVirtualMachine,
	cloudDatabase,
	cloudFileShare,
];

/** 'Workload Kinds', which a report asks. */
export const workloadKindsField: INodeProperties = {
	displayName: 'Workload Kinds',
	name: 'workloadKinds',
	type: 'multiOptions',
	required: true,
	options: alphabetical(
		WORKLOAD_KINDS.map(({ name, plural }) => ({ name: capitalized(plural), value: name })),
		({ name }) => name,
	),
	default: [...WORKLOAD_KINDS.map(({ name }) => name)],
	description: 'Which kinds of workloads to look at',
};

export const ANY_WORKLOAD = 'anyWorkload';

const SIMPLIFIED = simplifiedOf(workloadFields);

const shape: Fields = workloadFields;

const ADDED = Object.keys(shape).filter((name) => shape[name].isAdded);

/** The choices of all resources, put into words and in order once: n8n waits for that at its start. */
const CHOICES = choicesInWords([
	...new Set([workloadFields, ...WORKLOAD_KINDS.map(({ fields }) => fields)].flatMap(Object.keys)),
] as string[]);

export const workloadResources: WorkloadResource[] = [
	toResource(
		ANY_WORKLOAD,
		'Any Workload',
		['workload of any kind', 'workloads of all kinds'],
		[...WORKLOAD_KINDS],
		'A workload of any kind',
	),
	toResource(
		'cloudWorkload',
		'Cloud Workload',
		['cloud workload', 'cloud workloads'],
		[cloudVirtualMachine, cloudDatabase, cloudFileShare],
		'A VM, database or file share of a public cloud',
	),
	toResource(
		'computer',
		'Computer',
		['computer', 'computers'],
		[consoleComputer, backupServerComputer],
		'A computer with an agent that VSPC or a backup server manages',
	),
	toResource(
		'fileData',
		'File Data',
		['file share or object storage', 'file shares and object storages'],
		[fileShare, objectStorage],
		'A file share, or a bucket of an object storage',
	),
	toResource(
		'microsoft365Object',
		'Microsoft 365 Object',
		['Microsoft 365 object', 'Microsoft 365 objects'],
		[microsoft365Object],
		'A user, group, site or team of Microsoft 365',
	),
	toResource(
		'virtualMachine',
		'Virtual Machine',
		['virtual machine', 'virtual machines'],
		[virtualMachine],
		'A VM that a Veeam Backup & Replication server protects',
	),
];

function toResource(
	name: string,
	label: string,
	[noun, plural]: [string, string],
	kinds: WorkloadKind[],
	one: string,
): WorkloadResource {
	const tables = [workloadFields, ...kinds.map(({ fields }) => fields)];
	const names = new Set(tables.flatMap((table) => Object.keys(table)));
	const output = withForm(
		{
			id: 'workloadKey',
			simplified: SIMPLIFIED,
			simplifiedHint:
				'Name, company, kind, latest restore point, server, malware state, workloadKey',
			all: [...names],
			// What all kinds have comes first, in one order.
			order: [...names],
			added: ADDED,
		},
		CHOICES.filter(({ value }) => names.has(spelled(value))),
	);
	return {
		name,
		label,
		one,
		noun,
		plural,
		kinds,
		uid: {
			displayName: 'Workload',
			name: 'workloadKey',
			noun: name === ANY_WORKLOAD ? 'workload' : noun,
			searchMethod: 'searchWorkloads',
			source: 'It is the field workloadKey of the items of Get Many',
			keyName: 'workloadKey',
			isKeyOnly: true,
			exampleKey: `${kinds[0].name}${kinds[0].keyFields.map(() => `:${EXAMPLE_UID}`).join('')}`,
			pattern: `^\\s*(${kinds.map((kind) => kind.name).join('|')})(:[0-9A-Za-z_.=+-]{3,200}){1,3}\\s*$`,
			parseKey: (text) => {
				for (const kind of kinds) {
					const parts = partsOfKey(kind, text);
					if (parts) return [kind.name, ...parts].join(':');
				}
				return undefined;
			},
		},
		output,
		itemFields: () => eitherOf(...tables),
	};
}

/** The fields that most lists can be sorted by; nobody sorts by texts whose order means nothing. */
export const sortableWorkloadFields = Object.keys(workloadFields)
	.filter((name) => !['copies', 'companyUid', 'jobKey', 'workloadKey'].includes(name))
	.sort();
