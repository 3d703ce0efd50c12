/** What a provider makes its own. */
export interface Look {
	/** An https address that was checked */
	logoUrl?: string;
	/** `#rrggbb` */
	accent: string;
	header: string;
}

/** How much of a job is shown; less where the e-mail would become too long. Lengths are in characters. */
export interface Detail {
	name: number;
	company: number;
	type: number;
	reason: number;
	/** Type, duration and size of successful jobs */
	showsMeasures: boolean;
}

/** From most to least. */
export const DETAILS: Detail[] = [
	{ name: 80, company: 60, type: 40, reason: 400, showsMeasures: true },
	{ name: 80, company: 60, type: 40, reason: 160, showsMeasures: true },
	{ name: 60, company: 40, type: 30, reason: 100, showsMeasures: false },
	{ name: 40, company: 30, type: 20, reason: 60, showsMeasures: false },
];
