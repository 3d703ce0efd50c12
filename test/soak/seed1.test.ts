import { testSeed } from './testSeed';

testSeed('jobs', 1, 5, 400);
