import type { JsonObject } from '../types';

/** Changes to the estate. They are counted, for what is remembered of it, and can be undone. */
export class EstateStore {
	/** Goes up with every change. */
	version = 0;
	/** The version of the last change of each row. */
	private readonly changed = new WeakMap<JsonObject, number>();
	private readonly originals = new Map<JsonObject, JsonObject>();
	private readonly lists = new Map<JsonObject[], JsonObject[]>();

	/** Changes a row in place: tests keep references to rows. */
	change<T extends JsonObject>(row: T, patch: Partial<T>): void {
		if (!this.originals.has(row)) this.originals.set(row, { ...row });
		Object.assign(row, patch);
		this.changed.set(row, ++this.version);
	}

	/** Goes up with every change of this row. */
	versionOf(row: JsonObject): number {
		return this.changed.get(row) ?? 0;
	}

	/** A row as it was at the start. */
	originalOf<T extends JsonObject>(row: T): T {
		return (this.originals.get(row) as T | undefined) ?? row;
	}

	/** The rows of a list at the start. */
	originalsOf<T extends JsonObject>(list: T[]): T[] {
		return (this.lists.get(list) as T[] | undefined) ?? list;
	}

	insert<T extends JsonObject>(list: T[], row: T, index: number): void {
		this.remember(list);
		list.splice(index, 0, row);
		this.version++;
	}

	/** Does nothing when the row isn't there. */
	remove<T extends JsonObject>(list: T[], row: T): void {
		const index = list.indexOf(row);
		if (index < 0) return;
		this.remember(list);
		list.splice(index, 1);
		this.version++;
	}

	/** Back to the estate of the start. What others changed past this store stays. */
	restore(): void {
		for (const [row, original] of this.originals) {
			for (const name of Object.keys(row)) if (!Object.hasOwn(original, name)) delete row[name];
			Object.assign(row, original);
			this.changed.set(row, ++this.version);
		}
		for (const [list, rows] of this.lists) {
			list.length = 0;
			// No spread: so many arguments don't fit a call.
			for (const row of rows) list.push(row);
		}
		this.originals.clear();
		this.lists.clear();
		this.version++;
	}

	private remember(list: JsonObject[]): void {
		if (!this.lists.has(list)) this.lists.set(list, [...list]);
	}
}
