import type { Operation } from '../../fields/operation';
import { acknowledge } from './acknowledge.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getHistory } from './getHistory.operation';
import { resolve } from './resolve.operation';

/** A new operation is a file and a line here. */
export const operations: Operation[] = [acknowledge, get, getHistory, getAll, resolve];
