import { createHash } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import type { PolledTrigger } from './poll';

/** Stands in saved states for the scope: it is made of the host, whose port is another one in every run. */
export const SCOPE = '$scope';

/** A saved state for this host, its scope as version 0.1.0 writes it. */
export function forScope(text: string, ...scope: unknown[]): string {
	const letters = createHash('sha256').update(JSON.stringify(scope)).digest('base64url');
	return text.replaceAll(SCOPE, letters.slice(0, 12));
}

/** n8n starts with a state in its database: what the first poll tells. */
export async function startWith(
	trigger: PolledTrigger,
	text: string,
): Promise<INodeExecutionData[]> {
	await trigger.publish();
	trigger.unpublish();
	trigger.savedState = { state: text };
	const items = await trigger.restart();
	expect(trigger.deadBy).toBeUndefined();
	return items;
}
