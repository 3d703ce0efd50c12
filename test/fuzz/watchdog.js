/**
 * Runs as a thread of its own, since nothing in a thread ends a loop that has no await in it, Jest's time limits
 * included. It looks at a counter that the tests count up before each case. When that stands still, it prints the case
 * and kills the process.
 */
const { writeSync } = require('node:fs');
const { workerData } = require('node:worker_threads');

const { memory, seconds } = workerData;
const numbers = new Int32Array(memory, 0, 2);
const text = Buffer.from(memory, 8);

let last = -1;
let quiet = 0;
setInterval(() => {
	const count = Atomics.load(numbers, 0);
	quiet = count === last ? quiet + 1 : 0;
	last = count;
	// A negative count: no test is running.
	if (count < 0 || quiet < seconds) return;
	const shown = text.toString('utf8', 0, Atomics.load(numbers, 1));
	writeSync(
		2,
		`\nfuzz: stopped, since there was no other case for ${seconds} s. The last one:\n${shown}\n`,
	);
	process.kill(process.pid, 'SIGKILL');
}, 1000);
