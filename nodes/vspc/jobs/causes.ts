/** Why a session failed or warned, as far as its messages show. */
export type ProbableCause =
	| 'repositoryFull'
	| 'network'
	| 'credentials'
	| 'guestProcessing'
	| 'licence'
	| 'targetUnavailable'
	| 'timeout'
	| 'stoppedByUser'
	| 'unknown';

/** So much of a message is looked at: what is wrong stands at its beginning. */
const LOOKED_AT = 4000;

/**
 * What messages of each cause have in common. The first cause that fits counts, so what names a cause for certain
 * stands above what may follow from another one: a guest that does not answer also times out, a session that somebody
 * stops also loses its connections, and one that finds no space may stop itself. Messages come from Veeam
 * Backup & Replication, Veeam Agents, Veeam Backup for Microsoft 365, Windows, and Linux; `Code:` is the number of a
 * Windows error, whose text is in the language of the server. test/unit/shared/causes.test.ts has the messages that
 * each pattern is made of, with their sources, and those that must stay unknown.
 */
const PATTERNS: ReadonlyArray<readonly [Exclude<ProbableCause, 'unknown'>, RegExp[]]> = [
	[
		'licence',
		[
			/\blicen[sc]e(?: key)?\b[^.\r\n]{0,80}\b(?:expired|exceeded|is not valid|is invalid|not found)\b/i,
			/\b(?:exceeded|reached)\b[^.\r\n]{0,40}\blicen[sc]ed?\b/i,
			/\bnot enough (?:free |available )?(?:licen[sc]es|instances)\b/i,
			/\bno (?:valid |available )?licen[sc]es?\b/i,
			/\blicen[sc]e limit\b/i,
		],
	],
	[
		'repositoryFull',
		[
			/\b(?:not enough|insufficient|no|out of) (?:free )?(?:disk |storage )?space\b(?! (?:on|in) (?:the )?(?:production|source|datastore|shadow|system|snapshot|guest))(?![^.\r\n]{0,30}\bshadow cop)[^\r\n]{0,60}\b(?:disk|device|repository|repositories|extents?|storage|bucket|target|left|backup file)\b/i,
			/\bno (?:scale-?out repository |repository )?extents? (?:have|has|with) (?:sufficient|enough)\b/i,
			/\bnone of the extents\b[^\r\n]{0,60}\bspace\b/i,
			/\b(?:repository|vault|backup (?:location|target))\b[^.\r\n]{0,120}\b(?:is full|out of (?:free )?(?:disk )?space|low on free (?:disk )?space|insufficient (?:free )?(?:disk )?space|enough (?:free )?(?:disk )?space)\b/i,
			/\b(?:storage |repository |user |tenant |backup |space )?quota\b[^.\r\n]{0,60}\b(?:exceeded|reached|used up|is full|has been exceeded)\b/i,
			/\b(?:exceeded|exceeds)\b[^.\r\n]{0,40}\bquota\b/i,
			/\bENOSPC\b|\b0x80070070\b|\bCode: 112\b/i,
		],
	],
	[
		'stoppedByUser',
		[
			/\b(?:stopped|cancell?ed|terminated|aborted|interrupted) by (?:the |a )?(?:user\b(?!-)|administrator\b|operator\b|[\w.-]+\\)/i,
			/\buser (?:has )?(?:stopped|cancell?ed|terminated|aborted)\b/i,
		],
	],
	[
		'credentials',
		[
			/\b(?:user ?name|login|password)s?\b[^.\r\n]{0,30}\b(?:incorrect|invalid|wrong|bad|expired)\b/i,
			/\b(?:incorrect|invalid|wrong|bad) (?:user ?name|login|password|credentials?)\b/i,
			/\blog(?:on|in) failure\b|\blogin failed\b|\bauthentication (?:has |of [^.\r\n]{1,60} )?failed\b|\bfailed to (?:authenticate|log ?[io]n)\b/i,
			/\baccess is denied\b[\s\S]{0,80}\b(?:code: 5|check credentials)\b/i,
			/\b(?:cannot|could not|failed to|unable to) find\b[^.\r\n]{0,40}\bcredentials\b/i,
			/\b(?:admin\$|administrative share|connect)\b[\s\S]{0,200}\baccess is denied\b/i,
			/\baccount\b[^.\r\n]{0,40}\b(?:locked out|is locked|is disabled|has expired)\b/i,
			/\bcredentials?\b[^.\r\n]{0,40}\b(?:invalid|incorrect|expired|not valid|rejected|not set|not specified)\b/i,
			/\bclient secret\b[^.\r\n]{0,60}\bexpired\b|\bAADSTS7000(?:27|215|222)\b|\bAADSTS5(?:0126|0173|0076|0079|0034)\b/i,
			/\b(?:\(401\) unauthorized|401 unauthorized|invalid_client|InvalidAccessKeyId|SignatureDoesNotMatch)\b/i,
			/\bCode: (?:1326|1327|1330|1331|1385|1907|1909)\b/i,
		],
	],
	[
		'guestProcessing',
		[
			/\bVSSControl\b|\bVSS(?:Freeze|Unfreeze|Writer)\b|\bVss\.\w+|\bVSS_[WE]S?_\w+|\bVeeamVssSupport\b/i,
			/\b(?:failed to|cannot|unable to) (?:prepare|freeze|unfreeze|thaw|quiesce)\b[^.\r\n]{0,40}\b(?:guest|VM|virtual machine|writers?|volume)\b/i,
			/\bguest (?:operations )?(?:agent|processing|OS|interaction proxy|components?|helper|runtime)\b[^\r\n]{0,80}\b(?:fail|failed|cannot|unable|not|error|unavailable|skipped)\b/i,
			/\b(?:fail|failed|cannot|unable)\b[^\r\n]{0,80}\bguest (?:agent|processing|OS|file system|interaction proxy|components?|helper|runtime|credentials)\b/i,
			/\b(?:shadow cop(?:y|ies)|VSS)\b(?!-)[^.\r\n]{0,80}\b(?:fail|failed|cannot|error|timed? ?out|bad state)\b/i,
			/\b(?:fail|failed|cannot|unable)\b[^.\r\n]{0,60}\b(?:shadow cop(?:y|ies)|VSS)\b/i,
			/\b(?:writer|writers)\b[^.\r\n]{0,80}\b(?:VSS|non-transient|failed state|timed out)\b/i,
			/\b(?:fail|failed|unable) to (?:truncate|back ?up)\b[^.\r\n]{0,60}\b(?:transaction|SQL|Oracle|Exchange|archive) ?(?:server )?(?:transaction )?logs?\b/i,
			/\btruncat\w+\b[^.\r\n]{0,60}\blogs?\b[^.\r\n]{0,40}\b(?:skipped|failed)\b/i,
			/\b0x800423f[0-9a-f]\b/i,
		],
	],
	[
		'targetUnavailable',
		[
			/\b(?:repository|repositories|extents?|gateway server|WAN accelerator|cloud gateway|vault|bucket|backup target|target host)\b[^.\r\n]{0,80}\b(?:unavailable|not available|not accessible|inaccessible|unreachable|not reachable|offline|not found|cannot be accessed|maintenance mode|read-?only)\b/i,
			/\bfailed to (?:select a|find valid) gateway server\b|\bbackup target has not been seen\b/i,
			/\b(?:failed|unable|cannot) to (?:connect|access|reach)\b(?: to)?[^.\r\n]{0,40}\b(?:repository|cloud gateway|gateway server|object storage|bucket|vault|backup location|backup target|service provider|Cloud Connect)\b/i,
			/\blost connection to\b[^.\r\n]{0,40}\b(?:repository|cloud gateway|gateway server|WAN accelerator|object storage)\b/i,
			/\bbackup (?:location|target|destination)\b[^.\r\n]{0,60}\b(?:not accessible|unavailable|not available|cannot be accessed|not found)\b/i,
			/\b(?:no|all) (?:backup )?(?:cloud gateways?|repositories|extents)\b[^.\r\n]{0,40}\b(?:available|unavailable|offline)\b/i,
		],
	],
	[
		'network',
		[
			/\bforcibly closed\b|\bconnection (?:was |has been )?(?:reset|aborted|refused|lost|closed|broken)\b|\bunstable connection\b|\blost connection to\b|\bunexpected network error\b/i,
			/\bnetwork (?:path|name|location)\b[^.\r\n]{0,60}\b(?:not found|no longer available|cannot be (?:found|reached))\b/i,
			/\bRPC server is unavailable\b|\bno such host is known\b|\b(?:host ?name|remote name)\b[^.\r\n]{0,60}\b(?:not be resolved|cannot be resolved|could not be resolved)\b/i,
			/\b(?:failed|unable) to resolve\b[^.\r\n]{0,40}\b(?:host|name|address|DNS)\b/i,
			/\bconnected (?:party|host)\b[^\r\n]{0,80}\b(?:respond|failed)\b|\bactively refused\b|\bno route to host\b|\bhost is unreachable\b|\bnetwork is unreachable\b/i,
			/\bno valid IP addresses were found\b|\bfailed to establish connection\b/i,
			/\btemporary failure in name resolution|\bgetaddrinfo failed\b/i,
			/\b(?:ECONNRESET|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|WSAECONN\w+)\b|\b(?:Code|error): (?:53|64|1722|10053|10054|10060|10061|10065|11001)\b/i,
			/\bunderlying connection was closed\b|\bunable to connect to the remote server\b|\bshared memory connection was closed\b/i,
		],
	],
	[
		'timeout',
		[
			/\btimed[ -]?out\b|\btime-?out (?:expired|exceeded|occurred|error)\b|\btime-?out \d+ ?\w* exceeded\b/i,
			/\b(?:wait|operation|session|snapshot|connection|read|write|request|handshake|pipeline|lock) time-?out\b/i,
			/\b(?:exceeded|exceeds|beyond|outside)\b[^.\r\n]{0,40}\b(?:(?:backup|defined|transfer) window|time limit|allowed time|execution time|copy interval|time-?out)\b/i,
			/\b(?:backup window|time limit|allowed time)\b[^.\r\n]{0,40}\b(?:exceeded|expired|elapsed|ended)\b/i,
			/\bexecution time exceeded\b/i,
		],
	],
];

/** What a message says of its object, whose name may have any words in it. */
const OBJECT = /\b(?:Processing|Failed to create processing task for VM) [^\r\n]{1,120}? Error:/gi;

/** Names of files, hosts and accounts, which have words and dots of their own. */
const NAME = /\[[^[\]\r\n]{0,300}[\\/.][^[\]\r\n]{0,300}\]/g;

/** The probable cause that one message shows. */
export function causeOf(message: string): ProbableCause {
	const text = message
		.trimStart()
		.slice(0, LOOKED_AT)
		.replace(/[^\S\r\n]+/g, ' ')
		.replace(OBJECT, 'Error:')
		.replace(NAME, '[]');
	const match = PATTERNS.find(([, patterns]) => patterns.some((pattern) => pattern.test(text)));
	return match?.[0] ?? 'unknown';
}

/**
 * The probable cause of several messages: that which most of them show, of equals the one that came first. Messages
 * that show none do not count.
 */
export function causeOfAll(messages: string[]): ProbableCause {
	const counts = new Map<ProbableCause, number>();
	for (const message of messages) {
		const cause = causeOf(message);
		if (cause !== 'unknown') counts.set(cause, (counts.get(cause) ?? 0) + 1);
	}
	const most = Math.max(0, ...counts.values());
	return [...counts].find(([, count]) => count === most)?.[0] ?? 'unknown';
}
