import type { Policy } from "../../schemas/policy.ts";
import type { Memory } from "../detection/memory.ts";
import type { PassOverOne } from "../passed-over/passed-over.ts";
import { createRun, type Run, successOf } from "./run.ts";

const DAY_MS = 86_400_000;
/** Without a retention a run is forgotten after five weeks. */
const KEEP_DEFAULT_MS = 35 * DAY_MS;
/** Copies may be heard of before their run, and their removal after it was forgotten. */
const KEEP_UNHEARD_MS = 7 * DAY_MS;
const MARGIN_MS = DAY_MS;
/** More of one series are not kept, however long its retention. */
const RUNS_MAX = 2_000;

/** The runs of one series that still matter: those within their retention, a purge and a margin. */
export type RunShelf = {
  readonly open: (runId: string, nowMs: number) => Run;
  readonly get: (runId: string) => Run | null;
  /** Takes away the runs whose time is over. */
  readonly takeExpired: (nowMs: number) => readonly Run[];
  /** All that are kept, in the order in which they were first heard of. */
  readonly runs: () => Iterable<Run>;
};

/** How long after its end a run is kept. */
export function shelfKeepMs(policy: Policy | null): number {
  const { retention } = policy ?? {};
  return retention ? retention.keep + retention.purgeWithin + MARGIN_MS : KEEP_DEFAULT_MS;
}

type KeptRun = { readonly run: Run; readonly openedAtMs: number };

export function createRunShelf(
  policy: Policy | null,
  memory: Memory,
  passOver: PassOverOne,
): RunShelf {
  const kept = memory.of("runs", () => new Map<string, KeptRun>());
  const keepMs = shelfKeepMs(policy);

  function open(runId: string, nowMs: number): Run {
    const known = kept.get(runId);
    if (known) return known.run;
    const run = createRun(runId);
    kept.set(runId, { run, openedAtMs: nowMs });
    return run;
  }

  function takeExpired(nowMs: number): readonly Run[] {
    const expired: Run[] = [];
    for (const { run, openedAtMs } of kept.values()) {
      const success = successOf(run);
      const untilMs = success ? success.finishedAtMs + keepMs : openedAtMs + KEEP_UNHEARD_MS;
      if (untilMs > nowMs && kept.size <= RUNS_MAX) break;
      if (untilMs > nowMs) passOver("runs");
      kept.delete(run.runId);
      expired.push(run);
    }
    return expired;
  }

  function* runs(): Iterable<Run> {
    for (const { run } of kept.values()) yield run;
  }

  const get = (runId: string) => kept.get(runId)?.run ?? null;
  return { open, get, takeExpired, runs };
}
