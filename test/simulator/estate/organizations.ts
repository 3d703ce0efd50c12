import type { Dice } from './dice';
import { awkwardCompanies, htmlCompany, slug } from './names';
import type { Company, Location, Organization } from './types';
import { vendorCompanyUid } from './vendorJob';

function organization(dice: Dice, name: string, type: Organization['type'], uid: string) {
	const { faker } = dice;
	const hasContact = dice.chance(0.8);
	return {
		name,
		instanceUid: uid,
		alias: dice.chance(0.3) ? faker.string.alpha(3).toUpperCase() : null,
		type,
		taxId: null,
		email: hasContact ? `backup@${slug(name)}.example` : null,
		phone: hasContact ? faker.phone.number() : null,
		countryName: faker.location.country(),
		city: faker.location.city(),
		street: faker.location.streetAddress(),
		notes: dice.chance(0.2) ? faker.lorem.sentence() : null,
		zipCode: faker.location.zipCode(),
		website: null,
		veeamTenantId: null,
		companyId: dice.chance(0.5) ? String(dice.int(1000, 99999)) : null,
	} satisfies Organization;
}

/** Statuses that some companies have in every estate. Those with REMOVED are the vendor's words. */
const rareStatuses: Record<number, Company['status']> = {
	3: 'Disabled',
	9: 'REMOVED_Expired',
	10: 'Unknown',
};

/** What a provider writes down, or doesn't: the first companies show both. */
const writtenDown: Record<number, Partial<Organization>> = {
	1: {
		email: 'backup+alarms@customer.example',
		notes: 'Vertrag "Gold" – läuft bis Ende März\r\n<b>VIP</b> & Co',
		companyId: 'AT-0042/ä',
	},
	2: { email: null, notes: null, companyId: null },
};

function company(
	dice: Dice,
	index: number,
	{ instanceUid, name }: Organization,
	reseller?: Organization,
) {
	const status = dice.chance(0.95) ? 'Active' : 'Disabled';
	return {
		instanceUid,
		name,
		status: rareStatuses[index] ?? status,
		resellerUid: reseller?.instanceUid ?? null,
		subscriptionPlanUid: dice.chance(0.5) ? dice.uid() : null,
		isRestAccessEnabled: dice.chance(0.5),
		isAlarmDetectEnabled: dice.chance(0.5),
		loginUrl: null,
	} satisfies Company;
}

function companyNames(dice: Dice, count: number): string[] {
	const names = ['Vendor Page Example AG', ...awkwardCompanies].slice(0, count);
	const used = new Set(names);
	while (names.length < count) {
		const name = dice.faker.company.name();
		const unique = used.has(name) ? `${name} ${names.length}` : name;
		used.add(unique);
		names.push(unique);
	}
	// Small estates have no room for it.
	if (count > awkwardCompanies.length + 1) names[count - 1] = htmlCompany;
	return names;
}

function locationsOf(dice: Dice, owner: Organization, index: number): Location[] {
	const base = { organizationUid: owner.instanceUid, quotaGb: dice.int(1, 50) * 100 };
	const main: Location = {
		...base,
		name: 'Default location',
		instanceUid: dice.uid(),
		type: 'Default',
	};
	if (index % 3 !== 0) return [main];
	const name = dice.pick(['München', 'Zürich', 'London', 'New York', 'Warszawa']);
	return [main, { ...base, name, instanceUid: dice.uid(), type: 'Custom' }];
}

/** The provider, some resellers, the companies and the locations of all of them. */
export function makeOrganizations(dice: Dice, count: number) {
	const provider = organization(dice, 'Simulated Service Provider', 'Provider', dice.uid());
	const resellers = ['Simulated Reseller Nord', 'Simulated Reseller Süd']
		.slice(0, count >= 5 ? 2 : 0)
		.map((name) => organization(dice, name, 'Reseller', dice.uid()));
	// The vendor's page names the company of its job only by UID.
	const customers = companyNames(dice, count).map((name, index) => ({
		...organization(dice, name, 'Company', index === 0 ? vendorCompanyUid : dice.uid()),
		...writtenDown[index],
	}));
	const companies = customers.map((customer, index) =>
		company(dice, index, customer, resellers[(index % 4) - 1]),
	);
	const organizations: Organization[] = [provider, ...resellers, ...customers];
	const locations = organizations.flatMap((owner, index) => locationsOf(dice, owner, index));
	return { organizations, companies, locations, provider };
}
