import { testSeed } from './testSeed';

testSeed(1, 14);
