import type { Bench } from "./bench.ts";
import { type CpuPerEvent, createCpuMeter } from "./create-cpu-meter.ts";
import { BACKLOG_EVENTS, createFeed, type Feed } from "./create-feed.ts";
import { perSecond } from "./create-rate-meter.ts";
import { judgeFlat, type Tenth } from "./judge-flat.ts";
import { openGround } from "./open-ground.ts";
import { type Seen, startTarget, type Target } from "./start-target.ts";

const MS_PER_MINUTE = 60_000;
const TENTHS = 10;
const LOOK_EVERY_MS = 200;

export type MemoryBench = {
  readonly minutes: number;
  readonly eventsPerSecond: number;
  readonly cpuPerEvent: CpuPerEvent;
  /** The load was full if some events always waited. */
  readonly backlogEventsMin: number;
  readonly heapAndBuffersBytesMax: number;
  /** The engine's memory and the files that it maps included. */
  readonly residentBytesMax: number;
  /** Of the later half to the earlier, see `judgeFlat`. */
  readonly growth: number;
  readonly isFlat: boolean;
  readonly tenths: readonly Tenth[];
};

/** Keeps the way from the topic to rows under full load, and looks at the process's memory. */
export async function benchMemory(bench: Bench, minutes: number): Promise<MemoryBench> {
  await using ground = await openGround(bench);
  const log = await ground.openLog();
  try {
    const feed = createFeed(bench, log);
    await fill(bench, feed);
    await using target = await startTarget(ground.configFile, bench.signal);
    const [seen] = await Promise.all([watch(bench, { target, feed, minutes }), feed.keepUp()]);
    return { minutes, ...seen };
  } finally {
    await log.close();
  }
}

async function fill({ startProgress }: Bench, feed: Feed): Promise<void> {
  const progress = startProgress("Filling the topic", BACKLOG_EVENTS);
  try {
    while (feed.sent() < BACKLOG_EVENTS) {
      await feed.append();
      progress.update(feed.sent(), "");
    }
  } finally {
    progress.end();
  }
}

type Watched = { readonly target: Target; readonly feed: Feed; readonly minutes: number };

async function watch({ clock, signal, startProgress }: Bench, { target, feed, minutes }: Watched) {
  const tenthMs = (minutes * MS_PER_MINUTE) / TENTHS;
  const progress = startProgress(`Full load for ${minutes} min, tenths`, TENTHS);
  const tenths: Tenth[] = [];
  const backlogs: number[] = [];
  const cpu = createCpuMeter();
  let residentBytesMax = 0;
  try {
    const { rows: rowsBefore } = await target.look();
    const startedMs = clock.nowMs();
    while (tenths.length < TENTHS) {
      const seen: Seen[] = [];
      do {
        const now = await target.look();
        seen.push(now);
        cpu.see(now.rows, now.cpu);
        backlogs.push(feed.sent() - now.rows);
        feed.confirm(now.rows);
        await clock.sleep(LOOK_EVERY_MS, signal);
      } while (clock.nowMs() < startedMs + (tenths.length + 1) * tenthMs);
      tenths.push(tenthOf(seen));
      residentBytesMax = Math.max(residentBytesMax, ...seen.map((one) => one.residentBytes));
      progress.update(tenths.length, "");
    }
    const { rows } = await target.look();
    return {
      eventsPerSecond: perSecond(rows - rowsBefore, clock.nowMs() - startedMs),
      cpuPerEvent: cpu.perEvent(),
      backlogEventsMin: Math.min(...backlogs),
      heapAndBuffersBytesMax: Math.max(...tenths.map((tenth) => tenth.heapAndBuffersBytesMax)),
      residentBytesMax,
      ...judgeFlat(tenths),
      tenths,
    };
  } finally {
    progress.end();
    feed.stop();
  }
}

function tenthOf(seen: readonly Seen[]): Tenth {
  const bytes = seen.map(({ heapAndBuffersBytes }) => heapAndBuffersBytes);
  return {
    heapAndBuffersBytesMin: Math.min(...bytes),
    heapAndBuffersBytesMax: Math.max(...bytes),
    heapAndBuffersBytesLast: bytes.at(-1) ?? 0,
  };
}
