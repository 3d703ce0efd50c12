import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowDefinition, WorkflowNode } from '../n8n';
import { readExample, type Filling } from './examples';
import { RHYTHM_COMPANY, RHYTHM_JOB } from './rhythm';

export const START = 'Start';
export const FAILED_JOBS = 'Failed jobs of the night';
export const REPORT_PAGE = 'Report as a page';

export interface LandingOptions extends Filling {
	/** The page with tickets and mails */
	pageUrl: string;
	/** How often the job fails; undefined: jobs are those of a real server */
	cycleSeconds?: number;
	timezone: string;
	/** The workflow that sends a mail when this one fails */
	errorWorkflow?: string;
}

/** From one row of the canvas to the next. */
const ROW = 352;

/** The height of the last row, which has two branches. */
const LAST_ROW = ROW + 144;

/** The triggers of n8n poll once a minute at the most, but may have several times. */
const SHORT_CYCLE_SECONDS = 120;
const SHORT_POLL_SECONDS = 5;

/** What the demo opens: the failed jobs, the report, and tickets that come by themselves. */
export function landingWorkflow(options: LandingOptions): WorkflowDefinition {
	const { credentials, timezone, errorWorkflow } = options;
	const { vspcApi, smtp } = credentials;
	const tickets = ticketNodes(options);
	const nodes: WorkflowNode[] = [
		...notes(options),
		{
			name: START,
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [32, 0],
		},
		{
			name: FAILED_JOBS,
			type: 'n8n-nodes-vspc.vspcJob',
			typeVersion: 1,
			position: [288, 0],
			credentials: { vspcApi },
			parameters: {
				resource: 'anyJob',
				operation: 'getAll',
				returnAll: true,
				filters: {
					status: ['Failed'],
					enabled: true,
					lastRunAfter: '={{ $now.minus({ days: 1 }) }}',
				},
				sort: { field: 'lastEndTime', direction: 'descending' },
				output: 'simplified',
			},
		},
		{
			name: 'Report on all jobs',
			type: 'n8n-nodes-vspc.vspcJob',
			typeVersion: 1,
			position: [288, ROW],
			credentials: { vspcApi },
			parameters: {
				resource: 'report',
				operation: 'create',
				period: 'last24Hours',
				groupBy: 'none',
				options: { listSuccessful: false },
			},
		},
		{
			name: REPORT_PAGE,
			type: 'n8n-nodes-base.html',
			typeVersion: 1.2,
			position: [544, ROW],
			parameters: { operation: 'generateHtmlTemplate', html: '{{ $json.html }}' },
		},
		{
			name: 'Send the report',
			type: 'n8n-nodes-base.emailSend',
			typeVersion: 2.1,
			position: [800, ROW],
			credentials: { smtp },
			parameters: {
				fromEmail: 'n8n@example.com',
				toEmail: 'backup-team@example.com',
				subject: "={{ $('Report on all jobs').item.json.subject }}",
				emailFormat: 'html',
				html: '={{ $json.html }}',
				options: { appendAttribution: false },
			},
		},
		...tickets.nodes,
	];
	const chain = [START, 'Report on all jobs', REPORT_PAGE, 'Send the report'];
	const connections = Object.fromEntries(
		chain.slice(1).map((node, index) => [chain[index], { main: [[to(node)]] }]),
	);
	connections[START] = { main: [[to(FAILED_JOBS), to('Report on all jobs')]] };
	return {
		name: 'VSPC demo: start here',
		nodes,
		connections: { ...connections, ...tickets.connections },
		// With the last two n8n's checklist for published workflows is done.
		settings: { executionOrder: 'v1', timezone, errorWorkflow, timeSavedPerExecution: 5 },
	};
}

const to = (node: string) => ({ node, type: 'main' as const, index: 0 });

/** The nodes of the simple ticket recipe, in the third row. */
function ticketNodes(options: LandingOptions): WorkflowDefinition {
	const recipe = readExample('failed-job-ticket-simple.json', options);
	const nodes = recipe.nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
	for (const node of nodes) {
		const [x, y] = node.position!;
		node.position = [x + 32, y + 2 * ROW];
		const { parameters = {} } = node;
		if ('pollTimes' in parameters) parameters.pollTimes = pollTimes(options.cycleSeconds);
	}
	return { ...recipe, nodes };
}

function pollTimes(cycleSeconds = Infinity): INodeParameters {
	if (cycleSeconds >= SHORT_CYCLE_SECONDS) return { item: [{ mode: 'everyMinute' }] };
	const item = Array.from({ length: 60 / SHORT_POLL_SECONDS }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * SHORT_POLL_SECONDS} * * * * *`,
	}));
	return { item };
}

function notes(options: LandingOptions): WorkflowNode[] {
	const frame = (row: number, content: string) => ({
		position: [-32, row * ROW - 128] as [number, number],
		width: 1040,
		height: row === 2 ? LAST_ROW : ROW - 32,
		color: 7,
		content,
	});
	const rows = [
		{
			position: [-608, -128] as [number, number],
			width: 544,
			height: 2 * ROW + LAST_ROW - INTRO - 32,
			content: title(options),
		},
		{
			position: [-608, 2 * ROW + LAST_ROW - INTRO - 128] as [number, number],
			width: 544,
			height: INTRO,
			content: intro(options),
		},
		frame(
			0,
			`## 1 · Failed jobs of the night\nAll kinds of jobs in one list, newest first, with customer and message. Double-click **${FAILED_JOBS}**.`,
		),
		frame(
			1,
			`## 2 · The report as a customer sees it\nDouble-click **${REPORT_PAGE}**: its output is the rendered HTML. The mail is on the [page with tickets and mails](${options.pageUrl}).`,
		),
		frame(2, `## 3 · Tickets that come and go by themselves\n${eventsNote(options)}`),
	];
	return rows.map(({ position, ...parameters }, index) => ({
		name: `Note ${index}`,
		type: 'n8n-nodes-base.stickyNote',
		typeVersion: 1,
		position,
		parameters,
	}));
}

function eventsNote({ cycleSeconds, pageUrl }: LandingOptions): string {
	const how =
		cycleSeconds === undefined
			? 'This part is published: n8n looks for events every minute.'
			: `This part is published. *${RHYTHM_JOB}* of ${RHYTHM_COMPANY} fails and recovers ${everyText(cycleSeconds)}: see the tab **Executions** and the [tickets](${pageUrl}).`;
	return `${how} With your own server, every 5 to 10 minutes is enough.`;
}

function everyText(seconds: number): string {
	return seconds % 60 === 0 ? `every ${seconds / 60} minutes` : `every ${seconds} seconds`;
}

function title({ cycleSeconds }: LandingOptions): string {
	const where =
		cycleSeconds === undefined
			? 'Jobs come from **your VSPC server**, which this workflow only reads. Tickets and mails stay on this computer.'
			: 'Everything here runs on this computer: a simulated VSPC server with made-up customers, a ticket system and a mail server. Nothing real can break.';
	return `# VSPC demo\n${where}`;
}

/** n8n shows its own checklist over the upper left corner when a published workflow is opened for the first time. */
const INTRO = 496;

function intro({ pageUrl }: LandingOptions): string {
	return `# Start here
1. Point at **Start** and select the button that appears beside it, or choose *Start* in the arrow of **Execute workflow**. It lists the failed jobs (1), and makes and sends the report (2).
2. Double-click the nodes to see what they return.
3. Tickets (3) need no click: they are opened when a job fails, and closed when it is fine again.

**Tickets and mails: [${pageUrl}](${pageUrl})**

## Then
- **Workflows** (overview, left): all recipes. Their credentials and addresses are filled in, so those that need nothing but VSPC, tickets, mail or a chat webhook run to their end. The assistant needs a chat model, and the steps for one product need that product.
- A job that you start with **VSPC Job > Start** ends after some seconds, so *Wait for Completion* works.
- Names that begin with *ZZ Test* contain HTML on purpose. It is shown as text everywhere.`;
}
