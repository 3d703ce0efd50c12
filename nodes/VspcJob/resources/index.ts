import type { Resource } from '../../fields/operation';
import { job } from './job';

/** A new resource is a folder and a line here. */
export const resources: Resource[] = [job];
