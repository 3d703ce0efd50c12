import { testSeed } from './testSeed';

testSeed('jobs', 1, 4, 400);
