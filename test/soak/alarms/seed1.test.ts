import { testSeed } from '../testSeed';

testSeed('alarms', 1, 4);
