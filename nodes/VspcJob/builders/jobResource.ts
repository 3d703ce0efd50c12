import type { FilterChoices } from '../../fields/jobFilters';
import type { OutputChoices } from '../../fields/output';
import type { UidField } from '../../fields/uid';
import type { JobKind } from '../../shared/jobs/kinds/kind';

/** What tells one kind of jobs from another in the editor; the builders make operations of it. */
export interface JobResource {
	kind: JobKind;
	/** In the list of operations, e.g. `agent job` */
	action: string;
	/** The parameter that says which job */
	uid: UidField;
	output: OutputChoices;
	filters: FilterChoices;
	/** Whether its start may ask for a full backup */
	hasActiveFull?: boolean;
	/** Fields of one value each; VSPC cannot sort by others */
	sortable: string[];
}
