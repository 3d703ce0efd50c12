import { createHash } from 'node:crypto';
import { PollContext } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import type { PolledTrigger } from './poll';
import type { VirtualTime } from './virtualTime';

/** Stands in saved states for the scope: it is made of the host, whose port is another one in every run. */
const SCOPE = '$scope';

/** The same for the host. */
export const HOST = '$host';

/**
 * A saved state for this host.
 *
 * @param scope what the scope is made of besides the host
 */
export function forScope(text: string, host: string, ...scope: unknown[]): string {
	return text
		.replaceAll(SCOPE, inShort(JSON.stringify([host, ...scope])))
		.replaceAll(HOST, inShort(host));
}

function inShort(text: string): string {
	return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** n8n starts with a state in its database: what the first poll emits. */
export async function startWith(
	trigger: PolledTrigger,
	state: string | number,
): Promise<INodeExecutionData[]> {
	await trigger.publish();
	trigger.unpublish();
	trigger.savedState = { state };
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

/** What n8n's log gets from now on as warnings, until mocks are restored. */
export function warningsOf(): () => string[] {
	const warn = jest.fn();
	const logger = { warn, debug: jest.fn() };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	return () => warn.mock.calls.map(([text]) => String(text));
}
