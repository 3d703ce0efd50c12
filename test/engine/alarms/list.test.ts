import { VspcAlarm } from '../../../nodes/VspcAlarm/VspcAlarm.node';
import type { Simulator } from '../../simulator';
import { searchList } from '../harness/listSearch';
import { apiKey, useSimulator } from '../harness/simulator';
import { LIST, requestsTo, TEMPLATES } from './stage';

/** The drop-down lists of VSPC Alarm. */
const simulator = useSimulator({ alarms: 1100 });

type ActiveAlarm = Simulator['estate']['alarms'][number];

const search = async (method: string, filter?: string, token?: string, credential = {}) =>
	await searchList(new VspcAlarm(), method, apiKey(simulator(), credential), filter, token);

async function searchAll(method: string, filter?: string) {
	const results = [];
	let token: string | undefined;
	do {
		const page = await search(method, filter, token);
		results.push(...page.results);
		token = page.paginationToken as string | undefined;
	} while (token !== undefined && results.length < 5000);
	return results;
}

describe('alarms', () => {
	const isResolved = (alarm: ActiveAlarm) => alarm.lastActivation.status === 'Resolved';
	test.each([
		['every unresolved alarm', '', (alarm: ActiveAlarm) => !isResolved(alarm)],
		['resolved alarms when somebody searches for that', 'Resolved', isResolved],
	])(
		'%s once, sorted by what is shown: name, object, company, status',
		async (_, typed, isShown) => {
			const results = await searchAll('searchAlarms', typed);
			const { alarms, alarmTemplates, organizations } = simulator().estate;
			const labels = alarms.filter(isShown).map((alarm) => {
				const template = alarmTemplates.find((one) => one.instanceUid === alarm.alarmTemplateUid)!;
				const { objectName, computerName, organizationUid } = alarm.object;
				const company = organizations.find(({ instanceUid }) => instanceUid === organizationUid);
				const about = objectName || computerName || 'unnamed object';
				const parts = [template.name, about, company?.name, alarm.lastActivation.status];
				return [alarm.instanceUid, parts.filter(Boolean).join(' · ')];
			});
			const withoutAge = results.map(({ value, name }) => [value, name.replace(/, [^,]*$/, '')]);
			expect(withoutAge.sort()).toEqual(labels.sort());
			const names = results.map(({ name }) => name.toLowerCase());
			expect(names).toEqual([...names].sort());
		},
	);

	test.each([
		[10_000, 'just now'],
		[5 * 60_000, '5 min ago'],
		[3 * 3_600_000, '3 h ago'],
		[5 * 24 * 3_600_000, '5 days ago'],
	])('how severe it is and for how long: %d ms', async (age, words) => {
		const objectName = 'Repository 4711';
		const at = new Date(Date.now() - age).toISOString();
		simulator().raiseAlarm({ object: { objectName }, status: 'Error', at });
		const { results } = await search('searchAlarms', '4711');
		expect(results.map(({ name }) => name)).toEqual([
			expect.stringMatching(new RegExp(` · Repository 4711 · .*Error, ${words}$`)),
		]);
	});

	test('typing searches all of them by any part of it, upper and lower case alike', async () => {
		const { organizations } = simulator().estate;
		const { organizationUid } = simulator().estate.alarms[2].object;
		const company = organizations.find(({ instanceUid }) => instanceUid === organizationUid)!.name;
		for (const part of ['SESSION STATE · ', company.toUpperCase(), ` ${company} `]) {
			const results = await searchAll('searchAlarms', part);
			expect(results.length).toBeGreaterThan(0);
			expect(results.length).toBeLessThan(1100);
			for (const { name } of results) {
				expect(name.toLowerCase()).toContain(part.trim().toLowerCase());
			}
		}
		expect(await searchAll('searchAlarms', 'no such alarm')).toEqual([]);
	});

	test('what is asked for: pages of alarms, templates and companies', async () => {
		await search('searchAlarms');
		const { alarms } = simulator().estate;
		const unresolved = alarms.filter((alarm) => !isResolved(alarm)).length;
		const paths = simulator().requests.map(({ path }) => path.replace('/api/v3', ''));
		expect(paths.sort()).toEqual([
			...Array(Math.ceil(unresolved / 499)).fill('/alarms/active'),
			'/alarms/templates',
			'/organizations',
		]);
	});

	test('without rights to templates and companies: the objects all the same', async () => {
		const errors = [{ message: 'Access denied.', type: 'security', code: 403 }];
		for (const path of [TEMPLATES, '/organizations$']) {
			simulator().faults.add({ kind: 'error', status: 403, errors, path });
		}
		const objectName = 'Repository <b>4711</b>';
		const { instanceUid: value } = simulator().raiseAlarm({ object: { objectName } });
		const { results } = await search('searchAlarms', '4711');
		expect(results).toEqual([
			{ name: expect.stringMatching(`^Alarm · ${objectName} · \\w+, just now$`), value },
		]);
	});

	test('a server that ignores the offset: an error, not a part of the list', async () => {
		simulator().faults.add({ kind: 'ignoreOffset', path: LIST });
		await expect(search('searchAlarms')).rejects.toMatchObject({
			message: expect.stringContaining('could not be read completely'),
		});
	});

	test('an error reaches the person in front of the list', async () => {
		await expect(
			search('searchAlarms', undefined, undefined, { accessToken: 'made-up' }),
		).rejects.toMatchObject({ message: 'VSPC rejected the token of the credential' });
	});
});

test('alarm templates, searched on the server', async () => {
	const results = await searchAll('searchAlarmTemplates', 'JOB session');
	const { alarmTemplates } = simulator().estate;
	const wanted = alarmTemplates.filter(({ name }) => /job session/i.test(name));
	expect(results.map(({ value }) => value).sort()).toEqual(
		wanted.map(({ instanceUid }) => instanceUid).sort(),
	);
	expect(results.map(({ name }) => name)).toContain('Job session state · Backup VM job');
	expect(requestsTo(simulator(), TEMPLATES)[0].query.filter).toContain('JOB session');
});

test('companies; only providers and resellers are marked', async () => {
	const results = await searchAll('searchCompanies');
	const { organizations } = simulator().estate;
	expect(results).toHaveLength(organizations.length);
	const shown = new Map(results.map(({ value, name }) => [value, name]));
	for (const { instanceUid, name, type } of organizations) {
		expect(shown.get(instanceUid)).toBe(type === 'Company' ? name : `${name} · ${type}`);
	}
});
