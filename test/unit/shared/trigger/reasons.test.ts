/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { REASONS } from '../../../../nodes/trigger/jobs/events';
import { SERVER_REASONS } from '../../../../nodes/trigger/jobs/serverDecide';

test('docs/troubleshooting.md explains every reason that the log can give, and no other', () => {
	const text = readFileSync(join(__dirname, '../../../../docs/troubleshooting.md'), 'utf8');
	const [, section] = text.split('## Why did my workflow not start?');
	const rows = section.split('\n## ')[0].matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/gm);
	expect([...rows].map(([, reason]) => reason)).toEqual(Object.keys(REASONS));
	const list = section.split('\n## ')[0].matchAll(/^- `(\w+)`: /gm);
	expect([...list].map(([, reason]) => reason)).toEqual(Object.keys(SERVER_REASONS));
});
