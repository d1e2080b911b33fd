import type { EventOf } from "../../schemas/events.ts";
import type { Run, Success } from "./run.ts";

export type RunEvent =
  | EventOf<"vigie.backup.started.v1">
  | EventOf<"vigie.backup.succeeded.v1">
  | EventOf<"vigie.backup.failed.v1">;

/**
 * Adds what a job says to what is known of its run. Saying the same again, or in another order,
 * comes to the same.
 */
export function noteRun(run: Run, event: RunEvent): void {
  switch (event.type) {
    case "vigie.backup.started.v1":
      run.startedAtMs = Math.min(run.startedAtMs ?? Number.POSITIVE_INFINITY, event.data.startedAt);
      return;
    case "vigie.backup.succeeded.v1": {
      const success = toSuccess(event);
      if (!run.success || isBefore(success, run.success)) run.success = success;
      return;
    }
    case "vigie.backup.failed.v1": {
      const { startedAt, finishedAt, error } = event.data;
      if (run.failure && run.failure.finishedAtMs >= finishedAt) return;
      run.failure = {
        startedAtMs: startedAt ?? null,
        finishedAtMs: finishedAt,
        code: error.code ?? null,
        message: error.message,
      };
    }
  }
}

function toSuccess({ id, data }: EventOf<"vigie.backup.succeeded.v1">): Success {
  return {
    eventId: id,
    startedAtMs: data.startedAt,
    finishedAtMs: data.finishedAt,
    sizeBytes: data.sizeBytes,
    storedBytes: data.storedBytes ?? null,
    warnings: data.warnings ?? [],
    checksum: data.checksum ?? null,
    encrypted: data.encrypted ?? null,
    compressed: data.compressed ?? null,
    copyOnly: data.copyOnly ?? false,
    parentRunId: data.parentRunId ?? null,
    chain: data.chain ?? null,
  };
}

/** Of two successes of one run the one that ended first stands, so that order does not matter. */
function isBefore(a: Success, b: Success): boolean {
  if (a.finishedAtMs !== b.finishedAtMs) return a.finishedAtMs < b.finishedAtMs;
  return a.eventId < b.eventId;
}
