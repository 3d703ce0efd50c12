import { EXAMPLE_TIMES, toMoment } from '../../../shared/moment';
import {
	customPeriod,
	lastHours,
	PERIODS,
	type Period,
	type PeriodName,
} from '../../../shared/report/period';
import { given, type Reader } from './parameters';

/**
 * The period of an item.
 *
 * @param timeZone in which times without an offset are meant
 * @param now in milliseconds since 1970
 * @throws NodeOperationError naming the parameter
 */
export function readPeriod(reader: Reader, timeZone: string, now: number): Period {
	const name = reader.value('period', 'last24Hours');
	if (!isPeriod(name)) {
		throw reader.refuse('Period', `is none of ${PERIODS.join(', ')}`, given(name));
	}
	if (name !== 'custom') return lastHours(name, now);
	const from = readMoment(reader, 'from', 'From', timeZone);
	const to = readMoment(reader, 'to', 'To', timeZone) ?? now;
	if (from === undefined) {
		throw reader.refuse(
			'From',
			'is empty',
			'Enter the time at which the period of the report begins.',
		);
	}
	if (from >= to) {
		throw reader.refuse(
			'From',
			"is not before 'To'",
			`The period would end before it begins: from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}.`,
		);
	}
	return customPeriod(from, to, now);
}

function isPeriod(name: unknown): name is PeriodName {
	return PERIODS.includes(name as PeriodName);
}

function readMoment(
	reader: Reader,
	name: 'from' | 'to',
	label: string,
	timeZone: string,
): number | undefined {
	const value = reader.value(name, '');
	if (value === undefined || value === null || String(value).trim() === '') return undefined;
	const moment = toMoment(value, timeZone, name === 'to');
	if (moment !== undefined) return moment;
	throw reader.refuse(label, 'is not a date', `${given(value)} Enter one like ${EXAMPLE_TIMES}.`);
}
