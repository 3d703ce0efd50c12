/** What a version of n8n does not have, as docs/n8n-versions.md says it. */
interface Lacks {
	/** What fails when a workflow is published is said in n8n's own words, without host and port */
	ownWords: boolean;
	recipes: {
		/** Recipes with a version of a node of n8n's that this n8n does not know: they do not run */
		unknownNodes: string[];
		/** Recipes with parameters that it does not know: something is left to do by hand */
		unknownParameters: string[];
	};
}

const NOTHING: Lacks = { ownWords: false, recipes: { unknownNodes: [], unknownParameters: [] } };

/** n8n 1.x and 2.0. */
const OLD: Lacks = {
	ownWords: true,
	recipes: {
		unknownNodes: [
			'alarm-ticket.json',
			'escalated-call.json',
			'no-success-chat.json',
			'server-ticket.json',
			'workload-ticket.json',
		],
		unknownParameters: [
			'failed-job-ticket-steps-autotask.json',
			'failed-job-ticket-steps-connectwise.json',
			'failed-job-ticket-steps-halopsa.json',
			'failed-job-ticket-steps-jira.json',
			'failed-job-ticket-steps-servicenow.json',
			'failed-job-ticket-steps-syncro.json',
			'failed-job-ticket-steps.json',
		],
	},
};

export const lackedBy = (version: string): Lacks => (/^(1|2\.0)\./.test(version) ? OLD : NOTHING);
