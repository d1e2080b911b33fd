import { expect, test } from "vitest";
import { benchFlow } from "../../../app/bench/alerts/bench-flow.ts";
import type { Bench } from "../../../app/bench/bench.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";

const MINUTES_MAX = 5;

const bench: Bench = {
  brokers: [],
  clock: createSystemClock(),
  logger: createLogger({ level: "silent", destination: process.stderr }),
  signal: new AbortController().signal,
  startProgress: () => ({ update: () => {}, end: () => {} }),
};

test(
  "of each empty backup in the flow of events somebody is told, by one process with all stages",
  async () => {
    const [flow] = await benchFlow(bench, { eventsPerSecond: 200, seconds: 2 });
    expect(flow).toMatchObject({ criticals: 10, told: 10 });
    expect(flow?.p99Ms).toBeGreaterThanOrEqual(flow?.p50Ms ?? Number.NaN);
    expect(flow?.p50Ms).toBeGreaterThan(0);
    expect(flow?.cpuMicrosecondsPerEvent).toBeGreaterThan(0);
  },
  MINUTES_MAX * 60_000,
);
