import type { IExecuteFunctions } from 'n8n-workflow';

/** Shows each hint once in the editor, below the node's output; older n8n versions have no hints. */
export function addHints(context: IExecuteFunctions, hints: string[]): void {
	const messages = [...new Set(hints)];
	if (messages.length === 0 || typeof context.addExecutionHints !== 'function') return;
	context.addExecutionHints(
		...messages.map((message) => ({ message, location: 'outputPane' as const })),
	);
}
