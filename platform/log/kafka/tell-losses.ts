import type { Logger } from "../../logger/create-logger.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import type { OpenTopic } from "./open-topic.ts";

type Parts = { readonly logger: Logger; readonly telemetry: Telemetry };

/** Which group of which topic lost something. */
export type Loser = { readonly topic: OpenTopic; readonly group: string };

/** Says what a topic no longer has though a group had not read it, or had read it. */
export type LossTeller = {
  /** From `from` to before `to`. */
  readonly missed: (loser: Loser, partition: number, from: number, to: number) => void;
  /** The group had read up to `from`, which lies behind the end. */
  readonly cutBack: (loser: Loser, partition: number, from: number, end: number) => void;
};

export function createLossTeller({ logger, telemetry: { meter } }: Parts): LossTeller {
  const missed = meter.createCounter("vigie_log_records_missed_total", {
    description: "Records that Kafka deleted before they were read",
  });
  const cuts = meter.createCounter("vigie_log_cut_back_total", {
    description: "Partitions that ended before what was read of them",
  });
  return {
    missed: ({ topic, group }, partition, from, to) => {
      missed.add(to - from, { group, topic: topic.name });
      logger.error(
        { topic: topic.kafkaName, group, partition, from, to },
        "Records were deleted before they were read",
      );
    },
    cutBack: ({ topic, group }, partition, from, end) => {
      cuts.add(1, { group, topic: topic.name });
      logger.error(
        { topic: topic.kafkaName, group, partition, from, end },
        "A topic ends before what was read of it: it is read again from its beginning",
      );
    },
  };
}
