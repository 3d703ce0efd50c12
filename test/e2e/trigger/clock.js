/**
 * Loaded into n8n before anything else: sets n8n's clock ahead by as many milliseconds as the file says, so that
 * what takes hours can be seen. The node itself knows nothing of this, and timers go on as they do.
 */
const { readFileSync } = require('node:fs');

const RealDate = Date;
const file = process.env.VSPC_CLOCK_AHEAD;
let ahead = 0;

function read() {
	try {
		ahead = Number(readFileSync(file, 'utf8')) || 0;
	} catch {
		// Nobody has set it yet.
	}
}

// Some package sets Date.now to what it found there.
const realNow = RealDate.now;
const now = () => realNow() + ahead;

read();
setInterval(read, 100).unref();
globalThis.Date = new Proxy(RealDate, {
	construct: (target, given, type) =>
		Reflect.construct(target, given.length > 0 ? given : [now()], type),
	apply: () => new RealDate(now()).toString(),
	get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
