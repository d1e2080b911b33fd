import { OperatingError } from "../../errors/operating-error.ts";

type Judgement = { readonly what: string; readonly retryable: boolean; readonly hint: string };

const RIGHTS =
  "give the account that Vigie uses the right to do so (Kafka's ACLs); docs/kafka.md lists them all";
const CREDENTIALS = "check mechanism, user name and password under log.sasl";
const REACH = "check that the brokers run and that log.brokers and the network reach them";
const CLOSED =
  "where the brokers run, a listener ends what is not as it asks: check log.tls and log.sasl, and the port";
const SLIPPED =
  "its leaders may be moving, which it does not always expect; where this stays, check the brokers";
const CERTIFICATE = "check log.tls: the authority's certificate, the host's name and the dates";

/** By the `type` of a protocol error: https://kafka.apache.org/protocol#protocol_error_codes. */
const BY_TYPE: Readonly<Record<string, Judgement>> = {
  MESSAGE_TOO_LARGE: {
    what: "a record is larger than the topic takes",
    retryable: false,
    hint: "raise max.message.bytes of the topic",
  },
  RECORD_LIST_TOO_LARGE: {
    what: "a batch is larger than a segment of the topic",
    retryable: false,
    hint: "raise segment.bytes of the topic",
  },
  TOPIC_AUTHORIZATION_FAILED: { what: "the topic is denied", retryable: false, hint: RIGHTS },
  GROUP_AUTHORIZATION_FAILED: { what: "the group is denied", retryable: false, hint: RIGHTS },
  CLUSTER_AUTHORIZATION_FAILED: { what: "the cluster denies it", retryable: false, hint: RIGHTS },
  SASL_AUTHENTICATION_FAILED: {
    what: "the broker refuses the credentials",
    retryable: false,
    hint: CREDENTIALS,
  },
  ILLEGAL_SASL_STATE: {
    what: "the broker asks for no credentials there",
    retryable: false,
    hint: "check the port in log.brokers, or leave log.sasl out",
  },
  UNSUPPORTED_SASL_MECHANISM: {
    what: "the broker does not offer the mechanism",
    retryable: false,
    hint: CREDENTIALS,
  },
  INVALID_REPLICATION_FACTOR: {
    what: "there are fewer brokers than replicas asked for",
    retryable: false,
    hint: "lower log.replication, or start more brokers",
  },
  POLICY_VIOLATION: {
    what: "the cluster's policy forbids it",
    retryable: false,
    hint: "ask its operators, or let them create the topics",
  },
  INVALID_TIMESTAMP: {
    what: "the broker's and the appender's clocks differ too much",
    retryable: false,
    hint: "set both clocks, or raise message.timestamp.after.max.ms of the topic",
  },
  NOT_ENOUGH_REPLICAS: {
    what: "fewer replicas are in sync than the topic asks for",
    retryable: true,
    hint: "bring the missing brokers back",
  },
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: {
    what: "fewer replicas are in sync than the topic asks for",
    retryable: true,
    hint: "bring the missing brokers back",
  },
};

/** By the `name` of kafkajs's own errors. */
const BY_NAME: Readonly<Record<string, Judgement>> = {
  KafkaJSSASLAuthenticationError: {
    what: "the broker refuses the credentials",
    retryable: false,
    hint: CREDENTIALS,
  },
  KafkaJSNotImplemented: {
    what: "a batch is packed with Snappy or LZ4, which kafkajs cannot read",
    retryable: false,
    hint: "set compression.type of the topic to zstd, so that the broker repacks what others send",
  },
  KafkaJSGroupCoordinatorNotFound: {
    what: "no broker says who coordinates the group",
    retryable: true,
    hint: REACH,
  },
  KafkaJSTimeout: { what: "the cluster took too long", retryable: true, hint: REACH },
  KafkaJSLockTimeout: { what: "the cluster took too long", retryable: true, hint: REACH },
  KafkaJSServerDoesNotSupportApiKey: {
    what: "the broker speaks no version of the protocol that kafkajs does",
    retryable: false,
    hint: "see docs/kafka.md for the versions that were tried",
  },
};

/** By the `code` of a connection (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** What a refresh for one topic, under way at the same time, does to a search in another's. */
const METADATA_NOT_LOADED = "KafkaJSTopicMetadataNotLoaded";

/** A commit of a member that the group has moved on without. */
const FENCED_TYPES: ReadonlySet<string> = new Set([
  "FENCED_INSTANCE_ID",
  "ILLEGAL_GENERATION",
  "REBALANCE_IN_PROGRESS",
  "UNKNOWN_MEMBER_ID",
]);

/** The innermost frame of a stack. */
const FRAME_IN_KAFKAJS = /^[^\n]*\n\s+at [^\n]*[\\/]kafkajs[\\/]src[\\/]/;

type KafkaFailure = {
  readonly name: string;
  readonly type: string | null;
  readonly code: string | null;
  /** `host:port`. */
  readonly broker: string | null;
  readonly retriable: boolean;
};

/** An `OperatingError` for what Kafka or the way to it did; anything else comes back as it is. */
export function kafkaError(doing: string, cause: unknown): unknown {
  if (isSlip(cause))
    return new OperatingError(`Cannot ${doing} as kafkajs lost sight of the cluster`, {
      ...{ retryable: true, hint: SLIPPED, cause },
    });
  const failures = failuresOf(cause);
  const innermost = failures.at(-1);
  if (!innermost || cause instanceof OperatingError) return cause;
  const known = failures.map(judge).findLast((judgement) => judgement !== null);
  if (known) return new OperatingError(`Cannot ${doing} as ${known.what}`, { ...known, cause });
  const retryable = failures.some(({ retriable }) => retriable);
  const { type, code, name, broker } = innermost;
  const at = broker === null ? "" : ` at ${broker}`;
  const hint = isClosed(innermost) ? CLOSED : REACH;
  return new OperatingError(`Cannot ${doing}: ${type ?? code ?? name}${at}`, {
    retryable,
    hint,
    cause,
  });
}

/** A broker that speaks TLS ends what doesn't, and the other way round, without a word. */
function isClosed({ name, code }: KafkaFailure): boolean {
  return name === "KafkaJSConnectionClosedError" || code === "ECONNRESET" || code === "EPROTO";
}

/** What ends a member that held all of a topic and no longer does. */
export function lostError(topic: string): OperatingError {
  return new OperatingError(`Cannot go on with ${topic} as another member took it`, {
    retryable: true,
    hint: "this process stands by now",
  });
}

/** What ends a member that held all of a topic that then began anew. */
export function cutBackError(topic: string): OperatingError {
  return new OperatingError(`Cannot go on with ${topic} as it ends before what was read of it`, {
    retryable: true,
    hint: "it is read again from its beginning",
  });
}

/** Whether a commit failed as the group has a newer generation than the member. */
export function isFenced(error: unknown): boolean {
  return failuresOf(error).some(({ type }) => type !== null && FENCED_TYPES.has(type));
}

/**
 * Whether a broker said that what was asked of it is, for now, another's or nobody's; or kafkajs
 * forgot between two requests of one client which brokers have the topic.
 */
export function isMoving(error: unknown): boolean {
  const cause = error instanceof OperatingError ? error.cause : error;
  if (isSlip(cause)) return true;
  return failuresOf(cause).some(
    ({ name, type, retriable }) => retriable && (type !== null || name === METADATA_NOT_LOADED),
  );
}

/**
 * Whether kafkajs used what it no longer had: topics and partitions that it knew of go where the
 * brokers' answers differ for a moment. It has no error for that.
 */
function isSlip(error: unknown): boolean {
  if (error instanceof TypeError) return FRAME_IN_KAFKAJS.test(error.stack ?? "");
  return error instanceof Error && error.name.startsWith("KafkaJS") && isSlip(error.cause);
}

function judge({ name, type, code }: KafkaFailure): Judgement | null {
  if (code !== null && CERTIFICATE_CODES.has(code))
    return { what: `its certificate is not trusted: ${code}`, retryable: false, hint: CERTIFICATE };
  return BY_TYPE[type ?? ""] ?? BY_NAME[name] ?? null;
}

/** kafkajs wraps its errors in one another; outermost first. */
function failuresOf(error: unknown): readonly KafkaFailure[] {
  if (!(error instanceof Error) || !error.name.startsWith("KafkaJS")) return [];
  const failure = {
    name: error.name,
    type: "type" in error && typeof error.type === "string" ? error.type : null,
    code: "code" in error && typeof error.code === "string" ? error.code : null,
    broker: brokerOf(error),
    retriable: "retriable" in error && error.retriable === true,
  };
  return [failure, ...failuresOf(withinOf(error))];
}

/** The admin's errors hold those of the topics, groups or partitions that were asked about. */
function withinOf(error: Error): unknown {
  if ("errors" in error && Array.isArray(error.errors)) return error.errors[0];
  if ("groups" in error && Array.isArray(error.groups)) return error.groups[0]?.error;
  if ("partitions" in error && Array.isArray(error.partitions)) return error.partitions[0]?.error;
  return error.cause;
}

function brokerOf(error: Error): string | null {
  if ("broker" in error && typeof error.broker === "string") return error.broker;
  return "host" in error && "port" in error ? `${error.host}:${error.port}` : null;
}
