import { testSeed } from '../testSeed';

testSeed('alarms', 2, 4);
