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
  /** By group and partition, as far as it was told: each member that joins finds the same again. */
  const toldTo = new Map<string, number>();
  const toldFrom = new Map<string, number>();
  const keyOf = ({ topic, group }: Loser, partition: number) =>
    JSON.stringify([group, topic.kafkaName, partition]);
  return {
    missed: (loser, partition, begin, to) => {
      const { topic, group } = loser;
      const key = keyOf(loser, partition);
      const from = Math.max(begin, toldTo.get(key) ?? begin);
      if (from >= to) return;
      toldTo.set(key, to);
      missed.add(to - from, { group, topic: topic.name });
      logger.error(
        { topic: topic.kafkaName, group, partition, from, to },
        "Records were deleted before they were read",
      );
    },
    cutBack: (loser, partition, from, end) => {
      const { topic, group } = loser;
      const key = keyOf(loser, partition);
      if (toldFrom.get(key) === from) return;
      toldFrom.set(key, from);
      toldTo.delete(key);
      cuts.add(1, { group, topic: topic.name });
      logger.error(
        { topic: topic.kafkaName, group, partition, from, end },
        "A topic ends before what was read of it: it is read again from its beginning",
      );
    },
  };
}
