import type { Dice } from './dice';
import { slug } from './names';
import type { BackupServer, Company, Location, Site } from './types';
import { vendorServerUid } from './vendorJob';

interface Owners {
	companies: Company[];
	locations: Location[];
	providerUid: string;
}

const versions = [
	['12.1.2.172', '12.1.2.172 P20240515'],
	['12.3.2.3617', '12.3.2 P2'],
	['13.0.1.180', '13.0.1'],
];

function server(
	dice: Dice,
	name: string,
	role: BackupServer['backupServerRoleType'],
	organizationUid: string,
	locations: Location[],
): BackupServer {
	const [version, displayVersion] = dice.pick(versions);
	const own = locations.filter((location) => location.organizationUid === organizationUid);
	return {
		instanceUid: dice.uid(),
		name,
		organizationUid,
		locationUid: dice.pick(own).instanceUid,
		managementAgentUid: dice.uid(),
		version,
		displayVersion,
		installationUid: dice.uid(),
		backupServerRoleType: role,
		status: dice.chance(0.85) ? 'Healthy' : dice.pick(['Warning', 'Inaccessible', 'Unknown']),
		inHighAvailabilityCluster: dice.chance(0.1),
	};
}

/** Cloud Connect and hosted servers of the provider, and the companies' own ones. */
export function makeServers(dice: Dice, { companies, locations, providerUid }: Owners) {
	const provided = (name: string, role: 'CloudConnect' | 'Hosted') =>
		server(dice, name, role, providerUid, locations);
	const cloud = ['vcc-nord.provider.example', 'vcc-süd.provider.example'].map((name) =>
		provided(name, 'CloudConnect'),
	);
	const hosted = ['hosted-vbr-01', 'hosted-vbr-02'].map((name) => provided(name, 'Hosted'));
	// Every fourth company has no server of its own: its jobs run on the hosted ones.
	const own = companies
		.filter((_, index) => index % 4 !== 3)
		.map((company, index) => {
			const made = server(
				dice,
				// The same name in several companies, as in real life.
				index % 5 === 4 ? 'VBR01' : `vbr.${slug(company.name)}.example`,
				'Client',
				company.instanceUid,
				locations,
			);
			return index === 0 ? { ...made, instanceUid: vendorServerUid } : made;
		});
	const sites: Site[] = cloud.map((site, index) => ({
		siteName: site.name,
		siteUid: dice.uid(),
		description: index === 0 ? 'Rechenzentrum "Nord"' : null,
		backupServerUid: site.instanceUid,
		managementAgentUid: site.managementAgentUid,
		maintenanceModeIsEnabled: false,
		tenantManagementInCloudConnectIsEnabled: true,
	}));
	return { backupServers: [...own, ...hosted, ...cloud], sites };
}
