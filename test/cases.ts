/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */

/** How many random cases a test plays of `all`: all of them in CI, a quarter where somebody waits for the answer. */
export const cases = (all: number): number => (process.env.CI ? all : Math.ceil(all / 4));
