import type { Consumer, Kafka } from "kafkajs";
import { createWholeAssigner } from "./create-whole-assigner.ts";

const FETCH_WAIT_MS = 150;
/** As they are sent: packed, and seven times that when they are unpacked, to a bound. */
const FETCH_BYTES_MAX = 2 ** 20;
const FETCH_PARTITION_BYTES_MAX = 2 ** 18;

export type Session = { readonly timeoutMs: number; readonly heartbeatMs: number };

export type GroupMemberOptions = {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly session: Session;
  /** Where one member holds all partitions: since when this one does, or null. */
  readonly heldSinceMs?: (() => number | null) | undefined;
  /** Whether to join again where that failed. */
  readonly restarts: () => boolean;
};

/** kafkajs's consumer, which joins nothing by itself. */
export function createGroupMember(options: GroupMemberOptions): Consumer {
  const { kafka, groupId, session, heldSinceMs, restarts } = options;
  return kafka.consumer({
    groupId,
    ...(heldSinceMs && { partitionAssigners: [createWholeAssigner(heldSinceMs)] }),
    sessionTimeout: session.timeoutMs,
    // Members answer a rebalance between two fetches; one that does not in this time is gone.
    rebalanceTimeout: session.timeoutMs,
    heartbeatInterval: session.heartbeatMs,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytes: FETCH_BYTES_MAX,
    maxBytesPerPartition: FETCH_PARTITION_BYTES_MAX,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => restarts() },
  });
}
