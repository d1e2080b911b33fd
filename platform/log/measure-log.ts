import type { Attributes, Histogram } from "@opentelemetry/api";
import type { Clock } from "../clock/clock.ts";
import { secondsSince } from "../clock/seconds-since.ts";
import { OperatingError } from "../errors/operating-error.ts";
import { SECONDS_BUCKETS } from "../telemetry/buckets.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { addLags } from "./add-lags.ts";
import type { Consumer, EventLog, Lag } from "./event-log.ts";

type Member = { readonly consumer: Consumer; readonly group: string; readonly topic: string };

/** The same log, which tells how long appending takes and how far its consumers are behind. */
export function measureLog(log: EventLog, { meter }: Telemetry, clock: Clock): EventLog {
  const members = new Set<Member>();
  const appendSeconds = createAppendSeconds(meter);
  const stopMeasuring = measureLags(meter, { members, clock });
  return {
    append: async (topic, entries) => {
      const startedMs = clock.nowMs();
      await log.append(topic, entries);
      appendSeconds.record(secondsSince(clock, startedMs), { topic: topic.name });
    },
    consume: async (topic, group, options) => {
      const consumer = await log.consume(topic, group, options);
      const member = { consumer, group, topic: topic.name };
      members.add(member);
      return {
        poll: (recordsMax) => consumer.poll(recordsMax),
        mark: () => consumer.mark(),
        commit: (mark) => consumer.commit(mark),
        lag: () => consumer.lag(),
        held: () => consumer.held(),
        close: () => {
          members.delete(member);
          return consumer.close();
        },
      };
    },
    replay: (topic, from) => log.replay(topic, from),
    trim: (topic, beforeMs) => log.trim(topic, beforeMs),
    close: () => {
      stopMeasuring();
      members.clear();
      return log.close();
    },
  };
}

/** Whichever thread appends, the process tells of it as one. */
export function createAppendSeconds(meter: Telemetry["meter"]): Histogram {
  return meter.createHistogram("vigie_log_append_seconds", {
    description: "How long the log took to make entries durable",
    unit: "s",
    advice: { explicitBucketBoundaries: SECONDS_BUCKETS },
  });
}

type Measured = { readonly members: ReadonlySet<Member>; readonly clock: Clock };

/** What cannot be asked now is left out: an absent value is no zero. */
function measureLags(meter: Telemetry["meter"], { members, clock }: Measured): () => void {
  const records = meter.createObservableGauge("vigie_log_lag_records", {
    description: "Records that a group has not done, of the partitions that this process holds",
  });
  const seconds = meter.createObservableGauge("vigie_log_lag_seconds", {
    description: "Age of the oldest of these records that was read; 0 where there is none",
    unit: "s",
  });
  const observed = [records, seconds];
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = async (result) => {
    const lags = await Promise.all([...members].map(askLag));
    for (const { labels, lag } of sumUp(lags)) {
      result.observe(records, lag.records, labels);
      if (lag.records === 0) result.observe(seconds, 0, labels);
      else if (lag.oldestAtMs !== null)
        result.observe(seconds, Math.max(0, clock.nowMs() - lag.oldestAtMs) / 1_000, labels);
    }
  };
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}

type Asked = { readonly member: Member; readonly lag: Lag | null };

async function askLag(member: Member): Promise<Asked> {
  try {
    return { member, lag: await member.consumer.lag() };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    return { member, lag: null };
  }
}

function sumUp(asked: readonly Asked[]): { readonly labels: Attributes; readonly lag: Lag }[] {
  const groups = Map.groupBy(asked, ({ member: { group, topic } }) => `${group}\n${topic}`);
  return [...groups.values()].flatMap((ofGroup) => {
    const [first] = ofGroup;
    const lags = ofGroup.flatMap(({ lag }) => lag ?? []);
    if (!first || lags.length < ofGroup.length) return [];
    const { group, topic } = first.member;
    return [{ labels: { group, topic }, lag: addLags(lags) }];
  });
}
