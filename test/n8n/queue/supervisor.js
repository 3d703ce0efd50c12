/**
 * Runs the command that it is given, in the process group of its own that it was started in. Together with
 * the watchdog it makes a program end with us that knows nothing of that.
 */
const { spawn } = require('node:child_process');

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
child.on('exit', (code) => {
	process.exitCode = code ?? 1;
});
