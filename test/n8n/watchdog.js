/**
 * Loaded into n8n before anything else: ends n8n and its task runners when the process that started it
 * is gone. Exit handlers there do not do it: jest never calls them, and SIGKILL leaves no time.
 */
const parent = process.ppid;

setInterval(() => {
	if (process.ppid === parent) return;
	// 0 is the own process group
	process.kill(0, 'SIGKILL');
}, 500).unref();
