import type { Measured } from './measure';

const HEAD = [
	'| Killed after | State saved | Execution | After the restart |',
	'| --- | --- | --- | --- |',
];

/** A table for each setup, in Markdown; rounds that came out differently stand side by side. */
export function toTable(measured: Measured[]): string {
	const setups = [...new Set(measured.map(({ setup }) => setup))];
	return setups
		.map((setup) => {
			const own = measured.filter((one) => one.setup === setup);
			const delays = [...new Set(own.map(({ delay }) => delay))];
			const rows = delays.map((delay) => row(own.filter((one) => one.delay === delay)));
			return [`${setup}:`, '', ...HEAD, ...rows, ''].join('\n');
		})
		.join('\n');
}

function row(rounds: Measured[]): string {
	const cell = (value: (one: Measured) => string) => [...new Set(rounds.map(value))].join(' / ');
	const cells = [
		`${rounds[0].delay} ms`,
		cell(({ isStateSaved }) => (isStateSaved ? 'yes' : 'no')),
		cell(({ execution }) => execution),
		cell(outcome),
	];
	return `| ${cells.join(' | ')} |`;
}

function outcome({ told }: Measured): string {
	if (told.length === 0) return '**lost**';
	const crashed = told.filter((status) => status === 'crashed').length;
	const whole = told.length - crashed;
	const parts = [
		...(crashed > 0 ? [`an execution that crashed`] : []),
		...(whole > 0 ? [whole === 1 ? 'emitted once' : `emitted ${whole} times`] : []),
	];
	return parts.join(', ');
}
