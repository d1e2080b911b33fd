import { median } from "simple-statistics";
import type { EventOf } from "../../schemas/events.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { isCovered } from "../detection/channels.ts";
import type { Sleeper, World } from "../detection/world.ts";
import { tellSilent } from "./tell-silent.ts";

const SILENT_MIN_MS = 15 * 60_000;
const USUAL_INTERVALS = 3;
/** Of fewer, one long silence would be the usual. */
const INTERVALS_MIN = 3;
/** A collector may look only every hour or two; until it has shown how often, it is given this. */
const LEARNING_MS = 6 * 3_600_000;
const INTERVALS_MAX = 15;

export type CollectorWatch = ReturnType<typeof createCollectorWatch>;

/** What depends on a collector: how many series, and the least RPO of them. */
export type Dependents = { readonly series: number; readonly leastRpoMs: number | null };

/** What is remembered of a collector, as plain data. */
export type CollectorMemory = {
  readonly covered: Set<string>;
  watermarkMs: number | null;
  movedAtMs: number;
  intervalsMs: readonly number[];
};

/**
 * One collector: silent once its watermark stands still by our own clock. `dependents` is asked
 * only then.
 */
export function createCollectorWatch(
  world: World,
  name: string,
  {
    memory,
    dependents,
  }: { readonly memory: CollectorMemory; readonly dependents: () => Dependents },
) {
  const { covered } = memory;
  const sleeper: Sleeper = { name: `collector ${name}`, wake };

  function watch() {
    world.timers.set(memory.movedAtMs + limitMs(), sleeper);
  }

  function limitMs(): number {
    if (memory.watermarkMs === null) return SILENT_MIN_MS;
    if (memory.intervalsMs.length < INTERVALS_MIN) return LEARNING_MS;
    return Math.max(SILENT_MIN_MS, USUAL_INTERVALS * median([...memory.intervalsMs]));
  }

  /** Of what the limit is the sum. */
  function limitToJson() {
    if (memory.watermarkMs === null) return { rule: "never heard", limitMs: limitMs() };
    const known = { limitMs: limitMs(), intervals: memory.intervalsMs.length };
    if (known.intervals < INTERVALS_MIN) return { rule: "learning", ...known };
    const usualIntervalMs = median([...memory.intervalsMs]);
    const factors = { limitMinMs: SILENT_MIN_MS, usualTimes: USUAL_INTERVALS };
    return { rule: "usual", ...known, usualIntervalMs, ...factors };
  }

  function accept({ data }: EventOf<"vigie.collector.heartbeat.v1">, nowMs: number) {
    // One that lies ahead of our own clock, said once, would make all that follow stand still.
    const saidMs = Math.min(data.watermark, nowMs);
    if (memory.watermarkMs !== null && saidMs <= memory.watermarkMs) return;
    if (memory.watermarkMs !== null)
      memory.intervalsMs = [...memory.intervalsMs, nowMs - memory.movedAtMs].slice(-INTERVALS_MAX);
    memory.watermarkMs = saidMs;
    memory.movedAtMs = nowMs;
    const matter = { kind: "collector-silent", subject: name, about: "" } as const;
    world.ledger.settle(
      { verdict: "clear", matter, resolution: "its watermark moves again" },
      nowMs,
    );
    watch();
  }

  function wake(nowMs: number) {
    const silentAtMs = memory.movedAtMs + limitMs();
    if (nowMs < silentAtMs) return world.timers.set(silentAtMs, sleeper);
    const { series, leastRpoMs } = dependents();
    const criticalAtMs = leastRpoMs === null ? null : memory.movedAtMs + leastRpoMs;
    const isCritical = criticalAtMs !== null && nowMs >= criticalAtMs;
    const fault = tellSilent(name, isCritical ? "critical" : "warning", {
      movedAtMs: memory.movedAtMs,
      evidence: {
        watermark: memory.watermarkMs === null ? null : instantToJson(memory.watermarkMs),
        lastMovedAt: instantToJson(memory.movedAtMs),
        ...limitToJson(),
        silentAt: instantToJson(silentAtMs),
        series,
        leastRpoMs,
      },
    });
    world.ledger.settle({ verdict: "found", fault }, nowMs);
    if (criticalAtMs !== null && !isCritical) world.timers.set(criticalAtMs, sleeper);
  }

  return {
    accept,
    sleeper,
    /** From when it is first heard of, or expected. */
    watch,
    covers: (source: string) => isCovered(source, covered),
  };
}
