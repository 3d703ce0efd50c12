// eslint-plugin-n8n-nodes-base 2.x, every rule that still applies: n8n's own strict config (eslint.config.mjs)
// brings an older copy of the plugin and must not be edited.
import parser from '@typescript-eslint/parser';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';

const { community, credentials, nodes } = n8nNodesBase.configs;

/** Rules that contradict n8n's current guidance; n8n's strict config switches off the same ones. */
const outdated = {
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
	'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
};

const rulesFor = (files, { rules }) => ({
	files,
	plugins: { 'n8n-nodes-base': n8nNodesBase },
	languageOptions: { parser, parserOptions: { extraFileExtensions: ['.json'] } },
	rules: Object.fromEntries(
		Object.entries({ ...rules, ...outdated }).filter(
			([name, level]) => level !== 'off' || name in rules,
		),
	),
});

export default [
	rulesFor(['package.json'], community),
	rulesFor(['credentials/**/*.ts'], credentials),
	rulesFor(['nodes/**/*.ts'], nodes),
];
