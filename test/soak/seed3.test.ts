import { testSeed } from './testSeed';

testSeed(3, 3);
