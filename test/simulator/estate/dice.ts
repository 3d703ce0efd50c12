import { base, en, Faker } from '@faker-js/faker';

/** Seeded chance: the only source of variety in the estate. */
export interface Dice {
	faker: Faker;
	now: Date;
	uid(): string;
	/** Whole number, both ends included. */
	int(min: number, max: number): number;
	pick<T>(list: readonly T[]): T;
	/** True with this probability. */
	chance(probability: number): boolean;
}

/** Dice that fall the same way for the same seed. */
export function makeDice(seed: number, now: Date): Dice {
	const faker = new Faker({ locale: [en, base] });
	faker.seed(seed);
	faker.setDefaultRefDate(now);
	return {
		faker,
		now,
		uid: () => faker.string.uuid(),
		int: (min, max) => faker.number.int({ min, max }),
		pick: (list) => list[faker.number.int({ min: 0, max: list.length - 1 })],
		chance: (probability) => faker.number.float() < probability,
	};
}

export const ZERO_UID = '00000000-0000-0000-0000-000000000000';
