import type { EstateStore } from '../estate/store';
import type { Estate, SimulatedWorkload } from '../estate/types';
import type { Outcome } from '../sessions/runnable';

/** Restore points that VSPC keeps of a chain at the most: retention removes the oldest. */
const KEPT = 30;

/** Which workloads get a restore point when a session of their job ends. */
export class WorkloadBook {
	private bySource?: Map<string, SimulatedWorkload[]>;

	constructor(
		private readonly estate: Estate,
		private readonly store: EstateStore,
	) {}

	/** Somebody has changed which job has which workloads. */
	forget(): void {
		this.bySource = undefined;
	}

	/** A session ended. One that failed, or that somebody stopped, has made no restore point. */
	ended(jobUid: string, at: number, { status }: Outcome): void {
		if (status !== 'Success' && status !== 'Warning') return;
		this.bySource ??= this.makeIndex();
		for (const workload of this.bySource.get(jobUid) ?? []) {
			const chains = workload.chains.map((chain) =>
				chain.sourceUid === jobUid
					? { ...chain, points: [...chain.points, at].sort((a, b) => a - b).slice(-KEPT) }
					: chain,
			);
			this.store.change(workload, { chains });
		}
	}

	private makeIndex(): Map<string, SimulatedWorkload[]> {
		const index = new Map<string, SimulatedWorkload[]>();
		for (const workload of this.estate.workloads) {
			const sources = new Set(workload.chains.map(({ sourceUid }) => sourceUid));
			for (const uid of sources) {
				if (uid === null) continue;
				index.set(uid, [...(index.get(uid) ?? []), workload]);
			}
		}
		return index;
	}
}
