import type { Bench } from "../bench.ts";
import { quantile } from "../quantile.ts";
import { benchFlow } from "./bench-flow.ts";
import { findNow, openAlertsGround } from "./open-alerts-ground.ts";

const FLOW_SECONDS = 40;
const TICK_MS = 100;
const TICKS_PER_SECOND = 10;
/** Of the events that flow, the share that is found: far above what an estate shows. */
const FOUND_SHARE = 0.01;
const CRITICALS = 200;
const STORM_SECONDS = 60;
/** Until what the limit held back is told the first time. */
const CALM_MS = 45_000;
const CRITICAL_EVERY = 10;

export type AlertsBench = Awaited<ReturnType<typeof benchAlerts>>;

/**
 * How soon the first critical of an incident reaches who is told: from its event on, while events
 * flow at `eventsPerSecond`, and from its finding on, while findings flow as they then may; and
 * what a storm of unrelated incidents within a minute becomes.
 */
export async function benchAlerts(
  bench: Bench,
  { eventsPerSecond, storm }: { readonly eventsPerSecond: number; readonly storm: number },
) {
  return {
    flow: await benchFlow(bench, { eventsPerSecond, seconds: FLOW_SECONDS }),
    first: await measureFirst(bench, eventsPerSecond),
    storm: await raise(bench, storm),
  };
}

async function measureFirst(bench: Bench, eventsPerSecond: number) {
  const { clock, signal } = bench;
  await using ground = await openAlertsGround(bench, { messages: 10_000 });
  const perTick = Math.round((eventsPerSecond * FOUND_SHARE) / TICKS_PER_SECOND);
  const foundAtMs = new Map<string, number>();
  const progress = bench.startProgress("first criticals", CRITICALS);
  for (let number = 0; number < CRITICALS; number += 1) {
    const others = Array.from({ length: perTick }, () => findNow(clock.nowMs(), "warning", "flow"));
    const critical = findNow(clock.nowMs(), "critical", `tenant-${number}`);
    await ground.find([...others, critical]);
    foundAtMs.set(critical.id, clock.nowMs());
    progress.update(number + 1, "");
    await clock.sleep(TICK_MS, signal);
  }
  await clock.sleep(10 * TICK_MS * TICKS_PER_SECOND, signal);
  progress.end();
  const waitsMs = ground.pages.flatMap(({ finding, atMs }) => {
    const from = finding && foundAtMs.get(finding.id);
    return from === undefined ? [] : [atMs - from];
  });
  return {
    findingsPerSecond: (perTick + 1) * TICKS_PER_SECOND,
    ...{ criticals: CRITICALS, told: waitsMs.length },
    ...{ p50Ms: quantile(waitsMs, 0.5), p99Ms: quantile(waitsMs, 0.99) },
  };
}

async function raise(bench: Bench, storm: number) {
  const { clock, signal } = bench;
  await using ground = await openAlertsGround(bench, undefined);
  const perTick = Math.ceil(storm / (STORM_SECONDS * TICKS_PER_SECOND));
  const heapBytes: number[] = [];
  const progress = bench.startProgress("storm", storm);
  for (let found = 0; found < storm; found += perTick) {
    const count = Math.min(perTick, storm - found);
    await ground.find(
      Array.from({ length: count }, (_, at) => {
        const severity = (found + at) % CRITICAL_EVERY === 0 ? "critical" : "warning";
        return findNow(clock.nowMs(), severity, `tenant-${found + at}`);
      }),
    );
    heapBytes.push(process.memoryUsage().heapUsed);
    progress.update(found + count, "");
    await clock.sleep(TICK_MS, signal);
  }
  await clock.sleep(CALM_MS, signal);
  progress.end();
  const counts = ground.pages.map(({ incidents, more }) => Math.max(1, incidents.length + more));
  return {
    ...{ findings: storm, messages: counts.length },
    incidentsTold: counts.reduce((sum, count) => sum + count, 0),
    heapBytesMedian: quantile(heapBytes, 0.5),
    heapBytesMax: quantile(heapBytes, 1),
  };
}
