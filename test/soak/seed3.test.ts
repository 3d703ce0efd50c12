import { testSeed } from './testSeed';

testSeed('jobs', 3, 3, 400);
