/** What a provider makes its own. */
export interface Look {
	/** An https address that was checked */
	logoUrl?: string;
	/** `#rrggbb` */
	accent: string;
	header: string;
}

/** How much of a job is shown; less where the e-mail would become too long. */
export interface Detail {
	/** Characters */
	nameLength: number;
	reasonLength: number;
	/** Type, duration and size of successful jobs */
	showsMeasures: boolean;
}

/** From most to least. */
export const DETAILS: Detail[] = [
	{ nameLength: 80, reasonLength: 400, showsMeasures: true },
	{ nameLength: 80, reasonLength: 160, showsMeasures: true },
	{ nameLength: 64, reasonLength: 120, showsMeasures: false },
];
