import { createRun, type Run } from "../../analyzers/runs/run.ts";

type Parts = {
  readonly runId?: string;
  readonly startedAtMs?: number;
  readonly succeeded?: readonly [startedAtMs: number, finishedAtMs: number];
  readonly failedAtMs?: number;
};

/** A run as a test needs it, with as many facts as it names. */
export function buildRun({ runId = "r1", startedAtMs, succeeded, failedAtMs }: Parts): Run {
  const run = createRun(runId);
  if (startedAtMs !== undefined) run.startedAtMs = startedAtMs;
  if (succeeded) {
    const [began, finishedAtMs] = succeeded;
    run.success = {
      eventId: runId,
      startedAtMs: began,
      finishedAtMs,
      sizeBytes: 1_000_000n,
      storedBytes: null,
      warnings: [],
      checksum: null,
      encrypted: null,
      compressed: null,
      copyOnly: false,
      parentRunId: null,
      chain: null,
    };
  }
  if (failedAtMs !== undefined) {
    run.failure = { startedAtMs: null, finishedAtMs: failedAtMs, code: null, message: "disk full" };
  }
  return run;
}
