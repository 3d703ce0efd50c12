import { ORGANIZATIONS, useStage, type ReportItem } from './stage';

/** One report for each company: nothing of one may be in that of another. */
const stage = useStage({ jobs: 80, agentJobs: 60, vb365Jobs: 40, companies: 10 });
const ALL = ['job', 'agentJob', 'microsoft365Job'];

/** Names that are found nowhere by chance. */
function makeNamesUnique(): void {
	const { estate } = stage.simulator;
	for (const [index, organization] of estate.organizations.entries()) {
		organization.name = `Company-${index}-of-many`;
		organization.email = `backup@company-${index}.example`;
	}
	const nameOf = (uid: string | null) =>
		estate.organizations.find(({ instanceUid }) => instanceUid === uid)?.name ?? null;
	const lists = [estate.jobs, estate.agentJobs, estate.vb365Jobs];
	for (const [kind, list] of lists.entries()) {
		for (const [index, job] of list.entries()) {
			job.name = `job-${kind}-${index}-<&>`;
			const message = `message-${kind}-${index}.`;
			if ('failureMessage' in job) job.failureMessage = message;
			if ('vspcOrganizationName' in job) {
				job.lastStatusDetails = message;
				job.vspcOrganizationName = nameOf(job.vspcOrganizationUid);
			}
		}
	}
}

const grouped = async (parameters = {}) =>
	(await stage.items({ jobKinds: ALL, groupBy: 'company', ...parameters })) as Array<
		ReportItem & { companyUid: string | null; companyName: string; companyEmail: string | null }
	>;

test('one item per company, by name; together they have every job once', async () => {
	makeNamesUnique();
	const { jobs: all } = await stage.item({ jobKinds: ALL });
	const items = await grouped();
	expect(items.length).toBeGreaterThan(5);
	expect(Object.keys(items[0])).toEqual([
		'subject',
		'html',
		'text',
		'companyUid',
		'companyName',
		'companyEmail',
		'summary',
		'jobs',
	]);
	const names = items.map(({ companyName }) => companyName.toLowerCase());
	expect(new Set(names).size).toBe(items.length);
	const named = names.filter((name) => name !== 'no company');
	expect(named).toEqual([...named].sort());
	expect(items.flatMap(({ jobs }) => jobs.map(({ jobKey }) => jobKey)).sort()).toEqual(
		all.map(({ jobKey }) => jobKey).sort(),
	);
	for (const { companyUid, jobs } of items) {
		expect(new Set(jobs.map((row) => row.companyUid))).toEqual(new Set([companyUid]));
	}
});

test('nothing of another company is in an item: neither name nor UID, job nor message', async () => {
	makeNamesUnique();
	const items = await grouped({ options: { attach: ['html', 'csv'] } });
	expect(items.length).toBeGreaterThan(5);
	for (const item of items) {
		const whole = JSON.stringify(item);
		const others = items.filter((other) => other !== item);
		const secrets = others.flatMap(({ companyUid, companyName, companyEmail, jobs }) => [
			...(companyUid ? [companyUid, companyName, String(companyEmail)] : []),
			...jobs.flatMap(({ name, jobKey, failureMessage }) => [
				name,
				jobKey.split(':').at(-1)!,
				String(failureMessage),
			]),
		]);
		const told = secrets.filter((secret) => secret !== 'null' && whole.includes(secret));
		expect({ company: item.companyName, told }).toEqual({ company: item.companyName, told: [] });
		// Also as HTML writes it.
		const names = others.flatMap(({ jobs }) =>
			jobs.map(({ name }) => name.replace(/-<&>$/, '-&lt;')),
		);
		expect(names.filter((name) => item.html.includes(name))).toEqual([]);
	}
});

test('nothing of another company is in a file either', async () => {
	makeNamesUnique();
	const { outputs } = await stage.run({
		jobKinds: ALL,
		groupBy: 'company',
		options: { attach: ['html', 'csv'] },
	});
	const texts = outputs[0].map(({ binary }) =>
		['html', 'csv'].map((field) => atob(binary![field].data)).join('\n'),
	);
	const rows = outputs[0].map(({ json }) => json.jobs as Array<{ jobKey: string; name: string }>);
	for (const [index, text] of texts.entries()) {
		for (const { name } of rows[index]) expect(text).toContain(name);
		const others = rows.flatMap((list, other) => (other === index ? [] : list));
		for (const { jobKey, name } of others) {
			expect(text).not.toContain(jobKey);
			expect(text.includes(`${name},`) || text.includes(`>${name}`)).toBe(false);
		}
	}
});

test('the company is given with its e-mail address, from the one request that reads the names', async () => {
	makeNamesUnique();
	stage.simulator.estate.organizations[3].email = null;
	const items = await grouped();
	const { organizations } = stage.simulator.estate;
	for (const { companyUid, companyName, companyEmail } of items) {
		const organization = organizations.find(({ instanceUid }) => instanceUid === companyUid);
		expect({ companyName, companyEmail }).toEqual({
			companyName: organization?.name ?? 'No company',
			companyEmail: organization?.email ?? null,
		});
	}
	expect(stage.requestsTo(ORGANIZATIONS)).toHaveLength(1);
});

test('jobs of no company have a report of their own, the last one', async () => {
	const [job] = stage.simulator.estate.jobs;
	job.organizationUid = '00000000-0000-0000-0000-000000000000';
	job.mappedOrganizationUid = null;
	job.isEnabled = true;
	const items = await grouped({ jobKinds: ['job'] });
	expect(items.at(-1)).toMatchObject({
		companyUid: null,
		companyName: 'No company',
		companyEmail: null,
		jobs: [expect.objectContaining({ jobKey: expect.stringContaining(job.instanceUid) })],
	});
	expect(items.at(-1)?.subject).toContain('Backup report for No company: ');
});

test('subject and title name the company', async () => {
	makeNamesUnique();
	for (const { companyName, subject, text, html } of await grouped()) {
		expect(subject).toContain(` for ${companyName}: `);
		expect(text.split('\n')[0]).toBe(`Backup report for ${companyName}`);
		expect(html).toContain(companyName);
	}
});

test('without jobs there is nobody to write to, but a company that was asked for gets a report', async () => {
	const filters = { nameContains: 'there is no such job' };
	expect(await grouped({ filters })).toEqual([]);
	const [{ instanceUid, name }] = stage.simulator.estate.organizations.slice(-1);
	const companyUid = { __rl: true, mode: 'id', value: instanceUid } as never;
	const items = await grouped({ filters: { ...filters, companyUid } });
	expect(items).toHaveLength(1);
	expect(items[0]).toMatchObject({ companyUid: instanceUid, companyName: name, jobs: [] });
	expect(items[0].subject).toContain('no jobs');
});

test('an account that may not see companies: UIDs instead of names, no addresses', async () => {
	const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
	stage.simulator.faults.add({ kind: 'error', status: 403, errors, path: ORGANIZATIONS });
	for (const { companyUid, companyName, companyEmail } of await grouped({ jobKinds: ['job'] })) {
		expect({ companyName, companyEmail }).toEqual({ companyName: companyUid, companyEmail: null });
	}
});

test('two Microsoft 365 customers of one name, without a UID of VSPC: each has a report of its own, mailed to nobody', async () => {
	const ZERO = '00000000-0000-0000-0000-000000000000';
	const [first, second, third] = stage.simulator.estate.vb365Jobs.filter(
		({ jobType }) => jobType === 'BackupJob',
	);
	const lastRun = new Date().toISOString();
	for (const [index, job] of [first, second, third].entries()) {
		stage.simulator.setJob(job.instanceUid, {
			name: `Mailboxes ${index}`,
			vspcOrganizationUid: index === 0 ? null : ZERO,
			vspcOrganizationName: 'Contoso',
			lastStatus: 'Failed',
			lastRun,
			isEnabled: true,
		});
	}
	// A third one of the same Microsoft organization is the same customer.
	stage.simulator.setJob(third.instanceUid, {
		vb365ServerUid: second.vb365ServerUid,
		vb365OrganizationUid: second.vb365OrganizationUid,
	});
	const items = (await grouped({ jobKinds: ['microsoft365Job'] })).filter(
		({ companyName }) => companyName === 'Contoso',
	);
	expect(items.map(({ jobs }) => jobs.map(({ name }) => name).sort()).sort()).toEqual([
		['Mailboxes 0'],
		['Mailboxes 1', 'Mailboxes 2'],
	]);
	for (const { companyUid, companyEmail } of items) {
		expect([companyUid, companyEmail]).toEqual([null, null]);
	}
	// In the report on all, too, they are two.
	const { summary } = await stage.item({ jobKinds: ['microsoft365Job'] });
	const parts = summary.byCompany as Array<{ companyName: string }>;
	expect(parts.filter(({ companyName }) => companyName === 'Contoso')).toHaveLength(2);
});

test('names without any UID are no company: nobody can say whose they are', async () => {
	const [first, second] = stage.simulator.estate.vb365Jobs;
	for (const job of [first, second]) {
		stage.simulator.setJob(job.instanceUid, {
			vspcOrganizationUid: null,
			vspcOrganizationName: 'Contoso',
			vb365OrganizationUid: null as never,
			lastStatus: 'Failed',
			lastRun: new Date().toISOString(),
			isEnabled: true,
		});
	}
	const items = await grouped({ jobKinds: ['microsoft365Job'] });
	expect(items.filter(({ companyName }) => companyName === 'Contoso')).toEqual([]);
	const { companyEmail, jobs } = items.find(({ companyName }) => companyName === 'No company')!;
	expect(companyEmail).toBeNull();
	expect(jobs.map(({ jobKey }) => jobKey.split(':').at(-1))).toEqual(
		expect.arrayContaining([first.instanceUid, second.instanceUid]),
	);
});
