import type { INodeProperties } from 'n8n-workflow';

import { EXAMPLE_UID, UID_PATTERN, withArticle } from '../util/text';

/** A parameter that says which resource. */
export interface UidField {
	displayName: string;
	name: string;
	/** What it is in messages, e.g. `job` */
	noun: string;
	/** Fills the drop-down list, see listSearch.ts */
	searchMethod: string;
	/** Which fields of which items have the UID, as a sentence */
	source: string;
	/** The field with a key that the node outputs and takes as well, where there are such keys */
	keyName?: string;
	/** A UID alone does not say which one */
	isKeyOnly?: boolean;
	/** The UID in a key */
	parseKey?: (text: string) => string | undefined;
	/** What a key has in front of the UID, as a regular expression */
	keyPattern?: string;
	/** The whole of a key as a regular expression, where it does not end with a UID */
	pattern?: string;
	/** A key, for messages; that of a job when left out */
	exampleKey?: string;
}

/** What says of which kind and which server or agent a job is. */
export const EXAMPLE_KEY = `job:3c3e9d1b-7d5f-4b7a-9a49-0f5b8a7c6e21:${EXAMPLE_UID}`;

/** Nodes of several kinds have it among their filters. */
export const COMPANY: UidField = {
	displayName: 'Company',
	name: 'companyUid',
	noun: 'company',
	searchMethod: 'searchCompanies',
	source:
		'It is instanceUid in the items of VSPC Company, and companyUid in those of jobs and alarms with names',
};

/** After so long a list says that VSPC is slow; n8n before 2.0 ignores it. */
const SLOW_MS = 8000;

/** A resource locator: chosen from a list that is searched on the server, or by UID. */
export function uidField(field: UidField): INodeProperties {
	const { displayName, name, noun, searchMethod, source, keyName, keyPattern, isKeyOnly } = field;
	const { pattern, exampleKey = EXAMPLE_KEY } = field;
	const keyWords = isKeyOnly ? `its ${keyName}` : `its UID${keyName ? ` or its ${keyName}` : ''}`;
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		builderHint: {
			propertyHint: `Do not invent a UID: take it from the list or from an item. ${source}.`,
		},
		description: `Which ${noun}: choose it from the list, or enter ${keyWords}. ${source}.`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select ${withArticle(noun)}...`,
				typeOptions: {
					searchListMethod: searchMethod,
					searchable: true,
					slowLoadNotice: {
						message: `VSPC takes long to answer. You can also choose ${isKeyOnly ? 'By Key and enter the ' + keyName : 'By ID and enter the UID'}.`,
						timeout: SLOW_MS,
					},
				},
			},
			{
				displayName: isKeyOnly ? 'By Key' : 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${isKeyOnly ? exampleKey : EXAMPLE_UID}`,
				validation: [
					{
						type: 'regex',
						properties: {
							regex:
								pattern ??
								(keyPattern
									? `^\\s*(${keyPattern})${isKeyOnly ? '' : '?'}${UID_PATTERN}\\s*$`
									: `^\\s*${UID_PATTERN}\\s*$`),
							errorMessage: isKeyOnly
								? `This is not the key of ${withArticle(noun)}. A key looks like ${exampleKey}`
								: `This is not the UID of ${withArticle(noun)}. A UID looks like ${EXAMPLE_UID}`,
						},
					},
				],
			},
		],
	};
}
