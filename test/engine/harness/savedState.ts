import { createHash } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import type { PolledTrigger } from './poll';
import type { VirtualTime } from './virtualTime';

/** Stands in saved states for the scope: it is made of the host, whose port is another one in every run. */
const SCOPE = '$scope';

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

/** What happens, by the minutes before the state is saved. */
export type Story = Array<[minutes: number, change: () => void]>;

/** Lets a story happen, and polls after each part of it. */
export async function playStory(
	story: Story,
	savedAt: number,
	time: VirtualTime,
	poll?: () => Promise<unknown>,
): Promise<void> {
	for (const [minutes, change] of story) {
		time.advance(savedAt - minutes * 60_000 - time.now());
		change();
		await poll?.();
	}
}

/** The state that a trigger of today writes when the story happens. */
export async function writtenBy(
	writer: PolledTrigger,
	play: (poll: () => Promise<unknown>) => Promise<void>,
): Promise<string> {
	await play(async () => {
		await (writer.state.state === undefined ? writer.publish() : writer.poll());
	});
	return String(writer.state.state);
}

/** By whom, and the text; undefined for the code of today. */
export function savedTexts(saved: Record<string, string>): Array<[string, string | undefined]> {
	return [
		...Object.entries(saved).map(([version, text]): [string, string] => [`by ${version}`, text]),
		['by the code of today', undefined],
	];
}
