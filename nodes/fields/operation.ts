import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

/** What came of one input item; `binary` holds the files of each output item, where there are any. */
export type Outcome =
	| { items: IDataObject[]; binary?: Array<IBinaryKeyData | undefined> }
	| { error: Error };

/** One operation of a resource: what the editor shows and what is done. */
export interface Operation {
	/** The entry in the 'Operation' list */
	option: INodePropertyOptions & { value: string };
	/** Fields, without the resource and operation they belong to: the resource adds that */
	fields: INodeProperties[];
	/**
	 * Runs the operation for all input items.
	 *
	 * @param keepGoing false: nothing more is started once an item has failed
	 * @returns one outcome per input item, in their order
	 * @throws the first failure without `keepGoing`
	 */
	execute(context: IExecuteFunctions, itemCount: number, keepGoing: boolean): Promise<Outcome[]>;
}

/** One entry of a node's 'Resource' list. */
export interface Resource {
	option: INodePropertyOptions & { value: string };
	operations: Operation[];
	/** The operation that a new node has */
	defaultOperation: string;
}
