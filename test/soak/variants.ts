import type { SoakSetup } from './soak';

type Variant = Pick<SoakSetup, 'engine' | 'apiVersion' | 'settings' | 'showsOwnTasks'>;

/** What servers and n8n differ in, beside what chance brings. */
const variants: Variant[] = [
	{ apiVersion: '3.6.1' },
	{ apiVersion: '3.5.1', settings: { runningMessage: 'kept', enumCase: 'camel' } },
	{ apiVersion: '3.5', settings: { runningMessage: 'kept' }, showsOwnTasks: true },
	{ apiVersion: '3.6.1', engine: 'durable', showsOwnTasks: true },
];

/** What a seed stands for: the same always. */
export const variantOf = (seed: number): Variant => variants[(seed - 1) % variants.length];
