/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */

/**
 * A test that takes long: days of a trigger, many rows, a server that keeps one waiting. CI plays all of them; where
 * somebody waits for the answer they show as skipped.
 */
export const longTest: jest.It = process.env.CI ? test : test.skip;
