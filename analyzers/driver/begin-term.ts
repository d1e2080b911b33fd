import assert from "node:assert/strict";
import { serialize } from "node:v8";
import type { Meter } from "@opentelemetry/api";
import type { Consumer, EventLog, LogRecord, Topic } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { type Checkpoint, unpackDriver } from "../checkpoint/checkpoint.ts";
import {
  createDetection,
  type Detection,
  type DetectionOptions,
} from "../detection/create-detection.ts";
import type { PassedOver, PassOver } from "../passed-over/passed-over.ts";
import { awaitTold } from "./await-told.ts";
import { createFeed, type Feed, type KeptFeed } from "./create-feed.ts";
import { createFollower } from "./create-follower.ts";
import { createPublisher, type Publisher } from "./create-publisher.ts";
import { measureAnalysis } from "./measure-analysis.ts";
import type { PoliciesSince } from "./note-policies.ts";
import {
  type Item,
  readDecisionRecord,
  readEventRecord,
  readProofRecord,
  readRejectRecord,
} from "./read-record.ts";
import type { KeptPublisher } from "./read-told.ts";

/** What a term reads, in the order in which it is held. */
export const READ_TOPICS = [
  TOPICS.events,
  TOPICS.proofs,
  TOPICS.decisions,
  TOPICS.rejects,
] as const;

type Options = Pick<DetectionOptions, "policies" | "off" | "packed" | "awakeBytesMax"> & {
  readonly log: EventLog;
  readonly meter: Meter;
  readonly since: PoliciesSince;
  /** Where it goes on; null where it reads all. */
  readonly checkpoint: Checkpoint | null;
  readonly nowMs: number;
};

/** For as long as one process holds the log's topics: a detection, led through all of them. */
export type Term = {
  readonly readNews: (nowMs: number) => Promise<void>;
  /** How many records could not be read so far. */
  readonly skipped: () => number;
  /** What was too much to remember, of all that was read. */
  readonly passedOver: () => readonly PassedOver[];
  /** The latest instant up to which anything was decided. */
  readonly decidedToMs: () => number;
  /** All that it knows, after some news; null where it is in the midst of them. */
  readonly remember: () => Promise<Pick<Checkpoint, "detection" | "driver"> | null>;
  readonly end: () => void;
};

/** What leads the detection through the log, as plain data; feeds in the order of the topics. */
type KeptDriver = {
  readonly feeds: readonly KeptFeed[];
  readonly publisher: KeptPublisher;
  readonly watermarks: Map<string, number>;
};

/**
 * Reads the history, or what came after a checkpoint; what others wrote before is told no second
 * time. Fails with `LogDisagrees` where the checkpoint is of another log.
 */
export async function beginTerm(
  [ofEvents, ofProofs, ofDecisions, ofRejects]: readonly Consumer[],
  { log, meter, nowMs, since, checkpoint, ...rules }: Options,
): Promise<Term> {
  assert(ofEvents && ofProofs && ofDecisions && ofRejects);
  const kept = checkpoint && unpackDriver<KeptDriver>(checkpoint);
  const passOver: PassOver = (...what) => detection.passOver(...what);
  const open = (index: number, consumer: Consumer, read: (record: LogRecord) => Item | null) => {
    const [topic, before] = [READ_TOPICS[index] as Topic, kept?.feeds[index]];
    return createFeed({ log, topic, consumer, read, passOver, ...(before && { before }) });
  };
  const events = open(0, ofEvents, readEventRecord);
  const others = [
    open(1, ofProofs, readProofRecord),
    open(2, ofDecisions, readDecisionRecord),
    open(3, ofRejects, readRejectRecord),
  ];
  const publisher = await createPublisher(log, {
    policiesSinceMs: since.allMs,
    ...(kept && { before: kept.publisher }),
  });
  const detection = createDetection({
    ...rules,
    calendarsSinceMs: since.calendarsMs,
    verificationsSinceMs: since.verificationsMs,
    hearsProofs: true,
    ...(checkpoint && { remembered: checkpoint.detection }),
  });
  const watermarks = kept?.watermarks ?? new Map<string, number>();
  const measure = measureAnalysis(meter, {
    open: publisher.open,
    passedOver: detection.passedOver,
    watermarks,
  });
  const follower = createFollower({ detection, publisher, events, others, measure });
  try {
    const told = checkpoint ? [] : publisher.open();
    await follower.readHistory(nowMs, awaitTold(told));
  } catch (error) {
    measure.stop();
    throw error;
  }
  const feeds = [events, ...others];
  return {
    readNews: follower.readNews,
    passedOver: detection.passedOver,
    skipped: () => feeds.reduce((sum, feed) => sum + feed.skipped(), 0),
    decidedToMs: detection.decidedToMs,
    remember: async () => {
      const anchors = await publisher.findAnchors();
      if (!follower.isSettled()) return null;
      return packTerm(detection, { feeds, publisher, anchors, watermarks });
    },
    end: measure.stop,
  };
}

type Parts = Pick<KeptPublisher, "anchors"> & {
  readonly feeds: readonly Feed[];
  readonly publisher: Publisher;
  readonly watermarks: Map<string, number>;
};

/** At one instant, in which nothing is read. */
function packTerm(detection: Detection, { feeds, publisher, anchors, watermarks }: Parts) {
  const driver: KeptDriver = {
    feeds: feeds.map((feed) => feed.remember()),
    publisher: { anchors, ...publisher.remember() },
    watermarks,
  };
  return { driver: serialize(driver), detection: detection.remember() };
}
