import { testSeed } from '../testSeed';

testSeed('workloads', 2, 4);
