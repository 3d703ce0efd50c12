import type { Identity } from '../accounts';
import type { Answer } from './answers';
import { single } from './answers';
import type { Call } from './call';

/** Product versions that go with the API versions; the build numbers are made up. */
const products: Record<string, string> = {
	'3.4': '8.0.0.10000',
	'3.5': '8.1.0.10000',
	'3.5.1': '8.1.0.20000',
	'3.6': '9.0.0.10000',
	'3.6.1': '9.1.0.10000',
	'3.6.2': '9.2.0.10000',
};

/** GET /about */
export function about({ state }: Call): Answer {
	const { settings, estate } = state;
	return single({
		installationId: estate.vendorJobUid.replace(/^.{8}/, '5107a1a7'),
		installationDate: '2024-01-15T09:30:00.0000000+01:00',
		actualVawVersion: '6.1.0.349',
		actualValVersion: '6.1.0.1498',
		actualVamVersion: null,
		serverVersion: products[settings.serverVersion] ?? '10.0.0.10000',
		windowsManagementAgentVersion: products[settings.serverVersion] ?? '10.0.0.10000',
	});
}

/** GET /users/me */
export function currentUser({ state }: Call, identity: Identity): Answer {
	const camel = state.settings.enumCase === 'camel';
	const role = identity.hasRights ? 'PortalAdministrator' : 'CompanyInvoiceAuditor';
	const cased = (value: string) => (camel ? value.charAt(0).toLowerCase() + value.slice(1) : value);
	return single({
		role: cased(role),
		profile: {
			firstName: 'Simulated',
			lastName: 'Administrator',
			title: cased('Unknown'),
			email: 'admin@provider.example',
			address: null,
			phone: null,
		},
		instanceUid: '5107a1a7-0000-4000-8000-000000000001',
		organizationUid: state.estate.organizations[0].instanceUid,
		userName: identity.userName,
		status: cased('Enabled'),
		mfaPolicyStatus: cased('Disabled'),
		mfaPolicyConfigurationStatus: cased('NotConfigured'),
	});
}
