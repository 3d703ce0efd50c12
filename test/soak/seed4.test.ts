import { testSeed } from './testSeed';

testSeed(4, 3);
