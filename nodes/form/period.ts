import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from './parameters';

/** Hours of the periods that end now. */
const HOURS = { last24Hours: 24, last7Days: 7 * 24, last30Days: 30 * 24 };

export type PeriodName = keyof typeof HOURS | 'custom';

/** A time, in milliseconds since 1970. */
export interface Period {
	name: PeriodName;
	from: number;
	/** Not in it */
	to: number;
}

/**
 * 'Period' and, for a custom one, 'From' and 'To'.
 *
 * @param description which sessions count
 * @param zone whose time zone applies to a time without an offset, e.g. `the time zone of the report`
 */
export function periodFields(description: string, zone: string): INodeProperties[] {
	const show = { period: ['custom'] };
	return [
		{
			displayName: 'Period',
			name: 'period',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'custom', description: 'From one time to another' },
				{ name: 'Last 24 Hours', value: 'last24Hours' },
				{ name: 'Last 30 Days', value: 'last30Days' },
				{ name: 'Last 7 Days', value: 'last7Days' },
			],
			default: 'last24Hours',
			description,
		},
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			displayOptions: { show },
			default: '',
			description: `Start of the period, e.g. 2026-01-31T18:00:00 or 2026-01-31. Without an offset, ${zone} applies.`,
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'dateTime',
			displayOptions: { show },
			default: '',
			description: 'End of the period. If empty, now. A day without a time is included as a whole.',
		},
	];
}

/**
 * The period of an item.
 *
 * @param now in milliseconds since 1970
 * @throws NodeOperationError naming the parameter
 */
export function readPeriod(p: Parameters, now: number): Period {
	const name = p.choice<PeriodName>('period');
	if (name !== 'custom') return { name, from: now - HOURS[name] * 3_600_000, to: now };
	const from = p.time('from');
	const to = p.time('to', { isEnd: true, absent: now });
	if (from < to) return { name, from, to };
	throw p.refuse(
		'from',
		"is not before 'To'",
		`The period would end before it begins: from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}.`,
	);
}
