/* Type aliases, not interfaces: only those can be used where a JSON object is asked for. */

/** One change of an alarm's status. */
export type AlarmActivation = {
	instanceUid: string;
	time: string;
	status: string;
	message: string | null;
	remark: string | null;
};

export type AlarmObject = {
	/** UID in VSPC; `objectUid` is the one that the object has where it lives. */
	instanceUid: string;
	type: string;
	organizationUid: string;
	locationUid: string | null;
	managementAgentUid: string | null;
	/** Not declared nullable: empty when there is no computer. */
	computerName: string;
	objectUid: string | null;
	objectName: string | null;
};

/** A triggered alarm. */
export type ActiveAlarm = {
	instanceUid: string;
	alarmTemplateUid: string;
	repeatCount: number;
	object: AlarmObject;
	lastActivation: AlarmActivation;
	area: 'vspc' | 'vone';
	/** Oldest first, the last activation included. Has a resource of its own in the API. */
	history: AlarmActivation[];
};

export type AlarmTemplate = {
	instanceUid: string;
	name: string;
	category: string;
	organizationUid: string;
	internalId: number;
	knowledge: { summary: string; cause: string; resolution: string };
	/** Spelled as the vendor does. */
	isPredifined: boolean;
	isEnabled: boolean;
};
