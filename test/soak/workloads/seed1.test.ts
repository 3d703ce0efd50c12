import { testSeed } from '../testSeed';

testSeed('workloads', 1, 3);
