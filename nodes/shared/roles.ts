/** Roles that the vendor's page on Get Job names. */
export const READ_JOB_ROLES = [
	'Portal Administrator',
	'Service Provider Global Administrator',
	'Service Provider Administrator',
	'Company Owner',
	'Company Administrator',
];
