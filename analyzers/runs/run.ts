import type { Chain, Checksum } from "../../schemas/events.ts";
import type { Copy } from "../copies/copy.ts";

/** The end of a run that says it succeeded, as its job claims it. */
export type Success = {
  readonly eventId: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** Before compression. */
  readonly sizeBytes: bigint;
  readonly storedBytes: bigint | null;
  readonly warnings: readonly string[];
  readonly checksum: Checksum | null;
  readonly encrypted: boolean | null;
  readonly compressed: boolean | null;
  readonly copyOnly: boolean;
  readonly parentRunId: string | null;
  readonly chain: Chain | null;
};

export type Failure = {
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number;
  readonly code: string | number | null;
  readonly message: string;
};

/**
 * All that is known of one execution of a backup job. Facts only grow, so that the order in which
 * they are heard does not matter.
 */
export type Run = {
  readonly runId: string;
  startedAtMs: number | null;
  success: Success | null;
  failure: Failure | null;
  /** By uri. A copy may be heard of before its run. */
  readonly copies: Map<string, Copy>;
  /** When the slot that its begin fits was due, as its series says; null: none is known. */
  slotMs: number | null;
};

export function createRun(runId: string): Run {
  const nothing = { startedAtMs: null, success: null, failure: null, slotMs: null };
  return { runId, ...nothing, copies: new Map() };
}

/** The success that stands: none where the run said later that it failed. */
export function successOf(run: Run): Success | null {
  if (!run.success) return null;
  const contradicted = run.failure !== null && run.failure.finishedAtMs > run.success.finishedAtMs;
  return contradicted ? null : run.success;
}

export function isRunning(run: Run): boolean {
  return run.startedAtMs !== null && run.success === null && run.failure === null;
}

/**
 * When the run began by the best that is known, which decides its slot; null where only copies
 * were seen.
 */
export function beginOf(run: Run): number | null {
  return (
    run.success?.startedAtMs ??
    run.startedAtMs ??
    run.failure?.startedAtMs ??
    run.failure?.finishedAtMs ??
    null
  );
}

/**
 * Earlier first: by begin, then end, then id, so that any order of hearing gives one order of
 * runs.
 */
export function compareRuns(a: Run, b: Run): number {
  const begin = (beginOf(a) ?? 0) - (beginOf(b) ?? 0);
  const end = (a.success?.finishedAtMs ?? 0) - (b.success?.finishedAtMs ?? 0);
  return begin || end || (a.runId < b.runId ? -1 : 1);
}
