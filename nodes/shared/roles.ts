/** Roles that the vendor's page on Get Job names; the API description asks for the same ones to start and stop. */
export const READ_JOB_ROLES = [
	'Portal Administrator',
	'Service Provider Global Administrator',
	'Service Provider Administrator',
	'Company Owner',
	'Company Administrator',
];
