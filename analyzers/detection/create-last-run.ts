import { instantToJson } from "../../schemas/instant.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { RunEvent } from "../runs/note-run.ts";

type LastSuccess = { readonly finishedAtMs: number; readonly sizeBytes: bigint };

/** When a series last began a run, and its last success, whatever the order of hearing. */
export function createLastRun() {
  let success: LastSuccess | null = null;
  let beganAtMs = Number.NEGATIVE_INFINITY;

  function note({ type, data }: RunEvent) {
    beganAtMs = Math.max(beganAtMs, data.startedAt ?? beganAtMs);
    if (type !== "vigie.backup.succeeded.v1") return;
    if (success && success.finishedAtMs >= data.finishedAt) return;
    success = { finishedAtMs: data.finishedAt, sizeBytes: data.sizeBytes };
  }

  function say(): Pick<SeriesState, "lastSuccessAt" | "lastSizeBytes"> {
    return {
      lastSuccessAt: success && instantToJson(success.finishedAtMs),
      lastSizeBytes: success && bytesToJson(success.sizeBytes),
    };
  }

  return {
    note,
    say,
    hasSucceeded: () => success !== null,
    hasSucceededSince: (sinceMs: number) => success !== null && success.finishedAtMs >= sinceMs,
    hasBegunSince: (sinceMs: number) => beganAtMs >= sinceMs,
  };
}
