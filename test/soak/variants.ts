import type { AlarmSoakSetup } from './alarms/soak';
import type { SoakSetup } from './soak';

type Variant = Pick<
	SoakSetup,
	| 'engine'
	| 'apiVersion'
	| 'settings'
	| 'showsOwnTasks'
	| 'readsAllHourly'
	| 'findsMissed'
	| 'escalatesAfterHours'
	| 'jobs'
>;
type AlarmVariant = Pick<AlarmSoakSetup, 'engine' | 'settings'>;

/** With the session history, each poll takes longer, and the ledger has more to compare. */
const FEWER_JOBS = 1_000;

/** What servers and n8n differ in, beside what chance brings. */
const variants: Variant[] = [
	{ apiVersion: '3.6.1', findsMissed: true, jobs: FEWER_JOBS },
	{
		apiVersion: '3.5',
		settings: { runningMessage: 'kept', enumCase: 'camel' },
		showsOwnTasks: true,
		readsAllHourly: true,
		escalatesAfterHours: 6,
	},
	{
		apiVersion: '3.6.1',
		engine: 'durable',
		showsOwnTasks: true,
		readsAllHourly: true,
		findsMissed: true,
		jobs: FEWER_JOBS,
	},
	{ apiVersion: '3.5.1', settings: { runningMessage: 'kept' } },
];

const alarmVariants: AlarmVariant[] = [
	{},
	{
		engine: 'durable',
		settings: { resolvedAlarms: 'vanish', returningAlarms: 'new', remarksActivate: false },
	},
	{ settings: { resolvedAlarms: 'vanish', enumCase: 'camel' } },
	{ engine: 'durable', settings: { returningAlarms: 'new' } },
];

const of = <V>(list: V[], seed: number): V => list[(seed - 1) % list.length];

/** What a seed stands for: the same always. */
export const variantOf = (seed: number): Variant => of(variants, seed);
export const alarmVariantOf = (seed: number): AlarmVariant => of(alarmVariants, seed);
