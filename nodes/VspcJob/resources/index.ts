import type { Resource } from '../../fields/operation';
import { agentJob } from './agentJob';
import { job } from './job';
import { microsoft365Job } from './microsoft365Job';

/** A new resource is a folder and a line here. */
export const resources: Resource[] = [agentJob, job, microsoft365Job];
