import type { IExecuteFunctions } from 'n8n-workflow';

import { toChoice } from '../../../fields/choice';
import { readFilters, type ReadFilters } from '../../../fields/jobFilters';
import { readLimits } from '../../../fields/options';
import { isTimeZone, zoneOf } from '../../../shared/moment';
import { isLocale, makeCalendar } from '../../../shared/report/calendar';
import type { Look } from '../../../shared/report/html/look';
import type { ReportFrame } from '../../../shared/report/report';
import type { Limits } from '../../../shared/untilAnswered';
import { filtersOf, KINDS, type KindName } from '../../jobKinds';
import { fitFilters } from '../../run/fittingFilters';
import { given, readerOf, type Reader } from './parameters';
import { readAttachments, type Attachments } from './readAttachments';
import { readLook } from './readLook';
import { readPeriod } from './readPeriod';

const DEFAULT_TITLE = 'Backup report';
const DEFAULT_LOCALE = 'en-GB';

/** What an item asks for. */
export interface ReportWish {
	/** Those that the filters leave something of */
	kinds: KindName[];
	jobs: ReadFilters;
	byCompany: boolean;
	frame: ReportFrame;
	look: Look;
	attachments: Attachments;
	limits: Limits;
}

/**
 * Reads and checks all that an item asks for, before any request.
 *
 * @param now in milliseconds since 1970, once for all items
 * @throws NodeOperationError naming the parameter
 */
export function readWish(context: IExecuteFunctions, itemIndex: number, now: number): ReportWish {
	const reader = readerOf(context, itemIndex);
	const kinds = toChoice(
		context,
		reader.value('jobKinds', ['job']),
		'Job Kinds',
		Object.keys(KINDS) as KindName[],
		itemIndex,
	);
	const timeZone = readTimeZone(reader, zoneOf(context));
	const jobs = readFilters(context, filtersOf(kinds), itemIndex, timeZone);
	const named = kinds.map((name) => ({ name, ...KINDS[name] }));
	const { fitting, notes } = fitFilters(context, named, jobs, itemIndex);
	return {
		kinds: fitting.map(({ name }) => name),
		jobs,
		byCompany: readGroupBy(reader),
		frame: {
			title: reader.text('options.title') || DEFAULT_TITLE,
			period: readPeriod(reader, timeZone, now),
			calendar: makeCalendar(readLocale(reader), timeZone),
			now,
			leftOutKinds: notes,
		},
		look: readLook(reader),
		attachments: readAttachments(reader),
		limits: readLimits(context, itemIndex),
	};
}

function readGroupBy(reader: Reader): boolean {
	const value = reader.value('groupBy', 'none');
	if (value === 'none' || value === 'company') return value === 'company';
	throw reader.refuse('Group By', 'is neither none nor company', given(value));
}

function readTimeZone(reader: Reader, ofWorkflow: string): string {
	const timeZone = reader.text('options.timeZone');
	if (timeZone === '') return ofWorkflow;
	if (isTimeZone(timeZone)) return timeZone;
	throw reader.refuseOption(
		'Time Zone',
		'is not a time zone',
		`${given(timeZone)} Enter one like Europe/Berlin or UTC.`,
	);
}

function readLocale(reader: Reader): string {
	const locale = reader.text('options.locale') || DEFAULT_LOCALE;
	if (isLocale(locale)) return locale;
	throw reader.refuseOption(
		'Language of Dates',
		'is not a language',
		`${given(locale)} Enter a language tag like en-GB, de-DE or fr.`,
	);
}
