import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Connection } from '../../shared/connection';
import { computeFields, computedFrom } from '../../shared/jobs/computed';
import type { JobKind } from '../../shared/jobs/kinds/kind';
import { NameBook } from '../../shared/jobs/names';

/** What the node adds to a job. */
export const additionOptions: INodeProperties[] = [
	{
		displayName: 'Add Computed Fields',
		name: 'addComputedFields',
		type: 'boolean',
		default: false,
		description:
			'Whether to add result (success, warning, failed, running or none), lastRunUtc, lastEndTimeUtc, hoursSinceLastEnd, durationText and transferredText',
	},
	{
		displayName: 'Include Names',
		name: 'includeNames',
		type: 'boolean',
		default: false,
		description:
			'Whether to add companyUid, companyName, backupServerName, locationName and siteName. The company is the one that the job is assigned to, else the owner of the backup server.',
	},
];

/** The additions that an item asks for. */
export interface AdditionChoice {
	names: boolean;
	computed: boolean;
}

export function readAdditions(context: IExecuteFunctions, itemIndex: number): AdditionChoice {
	const isOn = (name: string) =>
		context.getNodeParameter(`options.${name}`, itemIndex, false) === true;
	return { names: isOn('includeNames'), computed: isOn('addComputedFields') };
}

/** The fields of VSPC that the additions, and the job key, are made of. */
export function fieldsFor(
	kind: JobKind,
	{ names, computed }: AdditionChoice,
	apiVersion: string,
): string[] {
	return [
		...kind.keyFields(apiVersion),
		...(names ? kind.whereaboutsFields : []),
		...(computed ? computedFrom(kind) : []),
	];
}

/** Adds to the jobs of one execution: names are loaded once, and one time counts for all. */
export class JobAdditions {
	private readonly names: NameBook;
	/** Milliseconds since 1970 */
	readonly now = Date.now();

	constructor(
		private readonly kind: JobKind,
		context: IExecuteFunctions,
		connection: () => Promise<Connection>,
	) {
		this.names = new NameBook(context, connection);
	}

	/** `job` is what VSPC sent, `shown` what is output of it. */
	async addTo(shown: IDataObject, job: IDataObject, choice: AdditionChoice): Promise<IDataObject> {
		return {
			...shown,
			...(choice.names ? await this.names.namesOf(this.kind.whereabouts(job)) : {}),
			...(choice.computed ? computeFields(this.kind, job, this.now) : {}),
			jobKey: this.kind.keyOf(job),
		};
	}

	get hints(): string[] {
		return this.names.hints;
	}
}
