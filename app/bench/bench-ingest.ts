import type { Bench } from "./bench.ts";
import { benchIntake, type IntakeBench } from "./bench-intake.ts";
import { benchMemory, type MemoryBench } from "./bench-memory.ts";
import { benchPaced, type PacedBench } from "./bench-paced.ts";
import { benchSize, type SizeBench } from "./bench-size.ts";
import { benchTopic, type TopicBench } from "./bench-topic.ts";
import { makeEvent } from "./make-event.ts";

export const PARTS = ["topic", "intake", "paced", "memory", "size"] as const;
export type PartName = (typeof PARTS)[number];

type Options = {
  readonly parts: ReadonlySet<PartName>;
  readonly events: number;
  /** The wanted pace of `paced`. */
  readonly eventsPerSecond: number;
  /** How long `memory` keeps the load. */
  readonly minutes: number;
  /** The sizes of the table in `size`. */
  readonly rows: readonly number[];
};

/** Only the parts that were chosen. */
export type IngestBench = {
  readonly log: "embedded" | "kafka";
  readonly eventBytes: number;
  readonly topicToRows?: TopicBench;
  readonly intake?: IntakeBench;
  readonly paced?: PacedBench;
  readonly memory?: MemoryBench;
  readonly size?: SizeBench;
};

/**
 * How fast events become rows, and at what cost. All figures are of this one run, each part on a
 * log and a store of its own, one part after another.
 */
export async function benchIngest(bench: Bench, options: Options): Promise<IngestBench> {
  const { parts, events, eventsPerSecond, minutes, rows } = options;
  return {
    log: bench.brokers.length > 0 ? "kafka" : "embedded",
    eventBytes: Buffer.byteLength(makeEvent(0).value),
    ...(parts.has("topic") && { topicToRows: await benchTopic(bench, events) }),
    ...(parts.has("intake") && { intake: await benchIntake(bench, events) }),
    ...(parts.has("paced") && { paced: await benchPaced(bench, { eventsPerSecond, events }) }),
    ...(parts.has("memory") && { memory: await benchMemory(bench, minutes) }),
    ...(parts.has("size") && { size: await benchSize(bench, { rows, events }) }),
  };
}
