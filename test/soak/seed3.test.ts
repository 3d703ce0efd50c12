import { testSeed } from './testSeed';

testSeed('jobs', 3, 2, 400);
