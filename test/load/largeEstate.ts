/** As many as a large provider has: 20,000 workloads, a third of them objects of Microsoft 365. */
export const LARGE_ESTATE = {
	jobs: 400,
	companies: 120,
	agentJobs: 2_000,
	vb365Jobs: 40,
	alarms: 0,
	workloads: {
		virtualMachines: 8_300,
		computers: 2_400,
		fileShares: 300,
		microsoft365Objects: 6_500,
		cloud: 900,
	},
};
