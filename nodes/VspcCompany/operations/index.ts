import type { Operation } from '../../fields/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

/** A new operation is a file and a line here. */
export const operations: Operation[] = [get, getAll];
