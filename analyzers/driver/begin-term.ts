import assert from "node:assert/strict";
import type { Meter } from "@opentelemetry/api";
import type { Consumer, EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { createDetection, type DetectionOptions } from "../detection/create-detection.ts";
import { createFeed } from "./create-feed.ts";
import { createFollower } from "./create-follower.ts";
import { createPublisher } from "./create-publisher.ts";
import { measureAnalysis } from "./measure-analysis.ts";
import { notePolicies } from "./note-policies.ts";
import {
  type Item,
  readDecisionRecord,
  readEventRecord,
  readProofRecord,
  readRejectRecord,
} from "./read-record.ts";

/** What a term reads, in the order in which it is held. */
export const READ_TOPICS = [
  TOPICS.events,
  TOPICS.proofs,
  TOPICS.decisions,
  TOPICS.rejects,
] as const;

type Options = DetectionOptions & {
  readonly log: EventLog;
  readonly meter: Meter;
  readonly nowMs: number;
};

/** For as long as one process holds the log's topics: a detection, led through all of them. */
export type Term = {
  readonly readNews: (nowMs: number) => Promise<void>;
  /** How many records could not be read so far. */
  readonly skipped: () => number;
  readonly end: () => void;
};

/** Reads the history; what others wrote before is told no second time. */
export async function beginTerm(
  [ofEvents, ofProofs, ofDecisions, ofRejects]: readonly Consumer[],
  { log, meter, nowMs, ...rules }: Options,
): Promise<Term> {
  assert(ofEvents && ofProofs && ofDecisions && ofRejects);
  const since = await notePolicies(log, rules.policies, nowMs);
  const detection = createDetection({
    ...rules,
    calendarsSinceMs: since.calendarsMs,
    verificationsSinceMs: since.verificationsMs,
    hearsProofs: true,
  });
  const publisher = await createPublisher(log, since.allMs);
  const open = (topic: Topic, consumer: Consumer, read: (record: LogRecord) => Item | null) =>
    createFeed({ log, topic, consumer, read });
  const events = open(TOPICS.events, ofEvents, readEventRecord);
  const others = [
    open(TOPICS.proofs, ofProofs, readProofRecord),
    open(TOPICS.decisions, ofDecisions, readDecisionRecord),
    open(TOPICS.rejects, ofRejects, readRejectRecord),
  ];
  const measure = measureAnalysis(meter, publisher.open);
  const follower = createFollower({ detection, publisher, events, others, measure });
  try {
    await follower.readHistory(nowMs);
  } catch (error) {
    measure.stop();
    throw error;
  }
  return {
    readNews: follower.readNews,
    skipped: () => others.reduce((sum, feed) => sum + feed.skipped(), events.skipped()),
    end: measure.stop,
  };
}
