import { testSeed } from './testSeed';

testSeed(2, 14);
