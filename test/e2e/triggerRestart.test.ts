import { useStage } from './harness';
import { restartAndKill, startWhileVspcIsDown } from './trigger/stories';

/** n8n starts several times, and VSPC is down for two minutes. */
jest.setTimeout(360_000);

/** VSPC Job Trigger through restarts of n8n and failures of VSPC: none missed, none doubled. */
const stage = useStage();

test('n8n is restarted, and killed between polls', async () => {
	await restartAndKill(stage());
});

test('n8n starts while VSPC is down', async () => {
	await startWhileVspcIsDown(stage());
});
