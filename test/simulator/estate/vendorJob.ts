import type { EstateJob } from './types';

/** The job on the vendor's page "Get Job", as printed there. */
const page = `{ "data": { "instanceUid": "bc04d2e5-dd4c-4f85-af0e-424106a32a75", "name": "Backup Job 2 - 2 VMs", "backupServerUid": "d6b2c9fd-3ba4-4a6f-8a31-6099ce8af6da", "organizationUid": "c647bff1-7faf-4672-9e31-e37c3a0c2fd0", "status": "success", "type": "backupVm", "lastRun": "2019-02-20T10:45:52.3600000+00:00", "lastEndTime": "2019-02-20T11:05:01.3500000+00:00", "lastDuration": 1148, "processingRate": 0, "avgDuration": 0, "transferredData": 0, "bottleneck": "none", "isEnabled": true, "scheduleType": "continuously", "failureMessage": null, "targetType": "local", "destination": "Backup Repository 2 disk D" } }`;

/** A fresh copy of the vendor's job. */
export function makeVendorJob(): EstateJob {
	return (JSON.parse(page) as { data: EstateJob }).data;
}

const job = makeVendorJob();
export const vendorJobUid = job.instanceUid;
export const vendorServerUid = job.backupServerUid;
export const vendorCompanyUid = job.organizationUid;
