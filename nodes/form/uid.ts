import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';

import { EXAMPLE_UID, parseUid, UID_PATTERN, withArticle } from '../util/text';
import type { VspcContext } from '../vspc/client/connection';
import { isLocator, readItemField, readParameter } from './options';

/** A parameter that says which resource. */
export interface UidField {
	displayName: string;
	name: string;
	/** What it is in messages, e.g. `job` */
	noun: string;
	/** Fills the drop-down list */
	searchMethod: string;
	/** Which fields of which items hold the UID, as a sentence */
	source: string;
	/** The field with a key that the node outputs and takes as well, where there are such keys */
	keyName?: string;
	/** The UID in a key */
	parseKey?: (text: string) => string | undefined;
	/** What a key has in front of the UID, as a regular expression */
	keyPattern?: string;
}

/** Nodes of several kinds have it among their filters. */
export const COMPANY: UidField = {
	displayName: 'Company',
	name: 'companyUid',
	noun: 'company',
	searchMethod: 'searchCompanies',
	source:
		'It is instanceUid in the items of VSPC Company, and companyUid in those of jobs and alarms with names',
};

/** A resource locator: chosen from a list that is searched on the server, or by UID. */
export function uidField(field: UidField): INodeProperties {
	const { displayName, name, noun, searchMethod, source, keyName, keyPattern } = field;
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: `Which ${noun}: choose it from the list, or enter its UID${keyName ? ` or its ${keyName}` : ''}. ${source}.`,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select ${withArticle(noun)}...`,
				typeOptions: { searchListMethod: searchMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${EXAMPLE_UID}`,
				validation: [
					{
						type: 'regex',
						properties: {
							regex: keyPattern
								? `^\\s*(${keyPattern})?${UID_PATTERN}\\s*$`
								: `^\\s*${UID_PATTERN}\\s*$`,
							errorMessage: `This is not the UID of ${withArticle(noun)}. A UID looks like ${EXAMPLE_UID}`,
						},
					},
				],
			},
		],
	};
}

/**
 * The UID that an item gives, from a resource locator or from plain text of an expression.
 *
 * @throws NodeOperationError before any request, naming parameter and item and showing what was given
 */
export function readUid(context: IExecuteFunctions, field: UidField, itemIndex: number): string {
	const parameter =
		readItemField(context, field.name, itemIndex) ??
		readParameter(context, field.name, itemIndex, '');
	return readUidOf(context, field, parameter, itemIndex);
}

/** The same for a value that was read already, as those of a collection are. */
export function readUidOf(
	context: VspcContext,
	field: UidField,
	parameter: unknown,
	itemIndex?: number,
): string {
	const given = isLocator(parameter) ? parameter.value : parameter;
	const uid = parseUid(given) ?? (typeof given === 'string' ? field.parseKey?.(given) : undefined);
	if (uid) return uid;
	throw new NodeOperationError(
		context.getNode(),
		`The parameter '${field.displayName}'${itemIndex === undefined ? '' : ` of item ${itemIndex}`} is not the UID of ${withArticle(field.noun)}`,
		{
			description: `It was given ${describe(given)}. A UID looks like ${EXAMPLE_UID}. ${field.source}.`,
			itemIndex,
		},
	);
}

/** Whether a locator or an expression gives anything at all. */
export function isGiven(parameter: unknown): boolean {
	const given = isLocator(parameter) ? parameter.value : parameter;
	if (given === undefined || given === null) return false;
	return typeof given !== 'string' || given.trim() !== '';
}

function describe(given: unknown): string {
	if (given === undefined || given === null || given === '') {
		return 'nothing: if it comes from an expression, the field that the expression names may be missing or misspelt';
	}
	const text = typeof given === 'string' ? given : JSON.stringify(given);
	return `${typeof given === 'string' ? 'the text' : `a value of type ${Array.isArray(given) ? 'array' : typeof given},`} "${text.slice(0, 60)}${text.length > 60 ? '…' : ''}"`;
}
