import { parse } from 'flatted';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

/** An error as n8n stores it with an execution: NodeApiError and the like, as plain data. */
export interface ExecutionError {
	name?: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	[key: string]: unknown;
}

/** What one node did in its last run in an execution. */
export interface ExecutedNode {
	/** Per output, the JSON of its items. */
	items: IDataObject[][];
	/** Per output, the items with all they carry: pairedItem, binary, error. */
	data: INodeExecutionData[][];
	error?: ExecutionError;
	/** How often the node ran in this execution. */
	runs: number;
	/** Hints shown at the node in the editor. */
	hints: string[];
}

export interface Execution {
	id: string;
	/** new, running, waiting, success, error, canceled, crashed */
	status: string;
	mode: string;
	startedAt?: string;
	stoppedAt?: string;
	error?: ExecutionError;
	/** By name; nodes that did not run are absent. */
	nodes: Record<string, ExecutedNode>;
	/** By name of node, the JSON of the items that it still had to take when n8n stored this. */
	pending: Record<string, IDataObject[]>;
	/** The execution's data as n8n stored them, not yet read: to search for secrets, say. */
	raw: string;
}

/** An execution as GET /rest/executions/:id returns it. */
export interface StoredExecution {
	id: string;
	status: string;
	mode: string;
	startedAt?: string;
	stoppedAt?: string;
	data: string;
}

interface TaskData {
	error?: ExecutionError;
	data?: Record<string, Array<INodeExecutionData[] | null>>;
	hints?: Array<{ message: string }>;
}

interface RunData {
	resultData?: { error?: ExecutionError; runData?: Record<string, TaskData[]> };
	executionData?: { nodeExecutionStack?: PendingNode[] };
}

interface PendingNode {
	node: { name: string };
	data?: Record<string, Array<INodeExecutionData[] | null>>;
}

/** Reads n8n's stored form of an execution. */
export function readStored(stored: StoredExecution): Execution {
	const { resultData, executionData } = readRunData(stored.data);
	const nodes = Object.entries(resultData?.runData ?? {}).map(([name, runs]) => [
		name,
		readNode(runs),
	]);
	return {
		id: String(stored.id),
		status: stored.status,
		mode: stored.mode,
		startedAt: stored.startedAt,
		stoppedAt: stored.stoppedAt,
		error: resultData?.error,
		nodes: Object.fromEntries(nodes) as Record<string, ExecutedNode>,
		pending: Object.fromEntries((executionData?.nodeExecutionStack ?? []).map(readPending)),
		raw: stored.data,
	};
}

function readRunData(text: string | undefined): RunData {
	return text ? ((parse(text) as RunData | null) ?? {}) : {};
}

function readPending({ node, data }: PendingNode): [string, IDataObject[]] {
	const [items] = Object.values(data ?? {})[0] ?? [];
	return [node.name, (items ?? []).map((item) => item.json)];
}

function readNode(runs: TaskData[]): ExecutedNode {
	const last = runs[runs.length - 1];
	const outputs = Object.values(last.data ?? {})[0] ?? [];
	const data = outputs.map((items) => items ?? []);
	return {
		items: data.map((items) => items.map((item) => item.json)),
		data,
		error: last.error,
		runs: runs.length,
		hints: (last.hints ?? []).map((hint) => hint.message),
	};
}
