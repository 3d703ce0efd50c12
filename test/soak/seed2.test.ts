import { testSeed } from './testSeed';

testSeed('jobs', 2, 2, 1_000);
