import { testSeed } from '../testSeed';

testSeed('workloads', 2, 3);
