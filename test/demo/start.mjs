/**
 * What `npm run demo` runs. Only what Node itself brings may be used here, since nothing may be
 * installed yet: it installs and builds what is missing, then hands over to demo.ts.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIN_NODE = 20;
const SECOND_SIGNAL_MS = 1_000;
const STILL_EVERY_MS = 5_000;
/** The other steps are those of demo.ts. */
const STEPS = 7;
const CHECKOUT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const BUILD_STAMP = join(CHECKOUT, 'node_modules', '.vspc-build');
const SOURCES = ['nodes', 'credentials', 'icons', 'package.json', 'tsconfig.json', 'gulpfile.js'];
const isWindows = process.platform === 'win32';
const started = Date.now();

const say = (line) => {
	process.stdout.write(`[${Math.round((Date.now() - started) / 1000)} s] ${line}\n`);
};

const fail = (line) => {
	process.stderr.write(`\n${line}\n`);
	process.exit(1);
};

let current;
let lastSignal = 0;

/**
 * A terminal sends Ctrl-C to npm, to its shell and to us, and npm sends it on: the child, in a process
 * group of its own, gets it from here only, and once.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, () => {
		if (Date.now() - lastSignal < SECOND_SIGNAL_MS) return;
		lastSignal = Date.now();
		if (current) signalGroup(current, signal);
		else process.exit(130);
	});
}

function signalGroup(child, signal) {
	try {
		if (isWindows) child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch {
		// it has just ended
	}
}

/** Runs a command to its end; answers its exit code. */
function run(command, args, { quiet = false, env = {}, ipc = false, still } = {}) {
	const output = quiet ? 'pipe' : 'inherit';
	const child = spawn(command, args, {
		cwd: CHECKOUT,
		env: { ...process.env, ...env },
		// through the channel the demo notices when this process was killed
		stdio: ['ignore', output, output, ...(ipc ? ['ipc'] : [])],
		detached: !isWindows,
		shell: isWindows && command === 'npm',
	});
	current = child;
	const begun = Date.now();
	const free = freeMegabytes();
	const timer =
		still &&
		setInterval(() => {
			const megabytes = Math.max(0, free - freeMegabytes());
			const size = megabytes > 0 ? `, ${megabytes} MB` : '';
			say(`${still}, ${Math.round((Date.now() - begun) / 1000)} s${size}`);
		}, STILL_EVERY_MS);
	let text = '';
	child.stdout?.on('data', (chunk) => (text += chunk));
	child.stderr?.on('data', (chunk) => (text += chunk));
	return new Promise((resolve) => {
		const done = (code) => {
			current = undefined;
			clearInterval(timer);
			if (code !== 0 && lastSignal === 0) process.stderr.write(text);
			resolve(code ?? 130);
		};
		child.once('error', (error) => {
			text += `${error.message}\n`;
			done(1);
		});
		child.once('close', done);
	});
}

/** Of the disk with the checkout. What npm writes is seen in it at once, without reading its folders. */
function freeMegabytes() {
	const { bavail, bsize } = statfsSync(CHECKOUT);
	return Math.round((bavail * bsize) / 1e6);
}

/** Whether node_modules contains what package-lock.json asks for; times mean nothing after a checkout. */
function isInstalled() {
	const installed = packagesOf(join('node_modules', '.package-lock.json'));
	const wanted = packagesOf('package-lock.json');
	return Object.entries(wanted).every(
		([path, entry]) =>
			path === '' || entry.optional || entry.peer || installed[path]?.version === entry.version,
	);
}

function packagesOf(path) {
	try {
		return JSON.parse(readFileSync(join(CHECKOUT, path), 'utf8')).packages ?? {};
	} catch {
		return {};
	}
}

/** Whether the last build that worked (see gulpfile.js) is younger than all sources, and still there. */
function isBuilt() {
	if (!existsSync(BUILD_STAMP)) return false;
	const { n8n } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
	const files = [...n8n.nodes, ...n8n.credentials];
	if (!files.every((file) => existsSync(join(CHECKOUT, file)))) return false;
	return newest(SOURCES.map((name) => join(CHECKOUT, name))) < statSync(BUILD_STAMP).mtimeMs;
}

/** Folders count too: theirs is the time of the last file that was added or removed. */
function newest(paths) {
	return Math.max(
		0,
		...paths.filter(existsSync).map((path) => {
			const stat = statSync(path);
			if (!stat.isDirectory()) return stat.mtimeMs;
			return Math.max(stat.mtimeMs, newest(readdirSync(path).map((name) => join(path, name))));
		}),
	);
}

async function main() {
	if (Number(process.versions.node.split('.')[0]) < MIN_NODE) {
		fail(`The demo needs Node ${MIN_NODE} or newer; this is Node ${process.versions.node}.`);
	}
	const one = `step 1 of ${STEPS}: packages of the checkout`;
	if (isInstalled()) {
		say(`${one}: there`);
	} else {
		say(`${one}: npm ci, about a minute`);
		if ((await run('npm', ['ci', '--ignore-scripts'], { quiet: true, still: one })) !== 0) {
			fail('npm ci did not work.');
		}
	}
	const two = `step 2 of ${STEPS}: build of the package`;
	if (isBuilt()) {
		say(`${two}: there`);
	} else {
		say(`${two}: npm run build, about 10 seconds`);
		if ((await run('npm', ['run', 'build'], { quiet: true, still: two })) !== 0) {
			fail('The build did not work.');
		}
	}
	const demo = ['--import', 'tsx', join('test', 'demo', 'demo.ts'), ...process.argv.slice(2)];
	// Nothing of the demo stays outside its folders.
	const env = { VSPC_DEMO_STARTED: String(started), TSX_DISABLE_CACHE: '1' };
	process.exitCode = await run(process.execPath, demo, { env, ipc: true });
}

await main();
