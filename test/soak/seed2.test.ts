import { testSeed } from './testSeed';

testSeed('jobs', 2, 3, 1_000);
