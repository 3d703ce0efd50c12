import { agentJob } from './agentJob';
import { backupServerJob } from './backupServerJob';
import { microsoft365Job } from './microsoft365Job';

/** The kinds of jobs, by the value of 'Resource' and 'Job Kinds': a new one is a file in this folder and a row here. */
export const jobKinds = { job: backupServerJob, agentJob, microsoft365Job };

export type JobKindName = keyof typeof jobKinds;
