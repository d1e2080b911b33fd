import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesKey } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import type { RunEvent } from "../runs/note-run.ts";
import { tellNoPolicy } from "../unprotected/tell-unprotected.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import { createProtection } from "./protection.ts";
import type { Sleeper, World } from "./world.ts";

type LastSuccess = { readonly finishedAtMs: number; readonly sizeBytes: bigint };

/** One series, with or without a policy. */
export type SeriesWatch = ReturnType<typeof createSeriesWatch>;

/** `changed` is told whenever the series may look different to people. */
export function createSeriesWatch(
  world: World,
  series: Series,
  options: { readonly policy: CompiledPolicy | null; readonly changed: (key: string) => void },
) {
  const { policy, changed } = options;
  const subject = seriesKey(series);
  const sleeper: Sleeper = { wake };
  const protection = policy && createProtection({ world, series, subject, policy, sleeper });
  let lastSuccess: LastSuccess | null = null;
  let lastBeganAtMs = Number.NEGATIVE_INFINITY;

  function wake(nowMs: number) {
    protection?.judge(nowMs, []);
    changed(subject);
  }

  function acceptRun(event: RunEvent, nowMs: number) {
    if (event.type === "vigie.backup.succeeded.v1") noteSuccess(event.data);
    lastBeganAtMs = Math.max(lastBeganAtMs, event.data.startedAt ?? lastBeganAtMs);
    if (protection) protection.acceptRun(event, nowMs);
    else world.ledger.settle({ verdict: "found", fault: tellNoPolicy(series) }, nowMs);
    changed(subject);
  }

  function noteSuccess(data: { readonly finishedAt: number; readonly sizeBytes: bigint }) {
    if (lastSuccess && lastSuccess.finishedAtMs >= data.finishedAt) return;
    lastSuccess = { finishedAtMs: data.finishedAt, sizeBytes: data.sizeBytes };
  }

  function acceptCopy(event: CopyEvent, nowMs: number) {
    protection?.acceptCopy(event, nowMs);
    changed(subject);
  }

  /** It exists since then, and until then: slots count from the one and end with the other. */
  function expect(sinceMs: number, untilMs: number | null, nowMs: number) {
    protection?.expectFrom(sinceMs);
    protection?.retire(untilMs ?? Number.POSITIVE_INFINITY);
    wake(nowMs);
  }

  function stateAt(nowMs: number): Omit<SeriesState, "version" | "updatedAt"> {
    const seen = protection?.stateAt(nowMs) ?? { state: "unprotected" as const, dueMs: null };
    const nextMs = protection?.nextDueMs(nowMs) ?? null;
    return {
      series,
      policy: policy?.policy.name ?? null,
      state: seen.state,
      slot: seen.dueMs === null ? null : instantToJson(seen.dueMs),
      nextSlot: nextMs === null ? null : instantToJson(nextMs),
      lastSuccessAt: lastSuccess ? instantToJson(lastSuccess.finishedAtMs) : null,
      lastSizeBytes: lastSuccess ? bytesToJson(lastSuccess.sizeBytes) : null,
    };
  }

  return {
    series,
    subject,
    policy: policy?.policy ?? null,
    wake,
    acceptRun,
    acceptCopy,
    expect,
    stateAt,
    hasSucceeded: () => lastSuccess !== null,
    hasSucceededSince: (sinceMs: number) => (lastSuccess?.finishedAtMs ?? -Infinity) >= sinceMs,
    hasBegunSince: (sinceMs: number) => lastBeganAtMs >= sinceMs,
    nextDueMs: (afterMs: number) => protection?.nextDueMs(afterMs) ?? null,
    channelOfRuns: () => protection?.channelOfRuns() ?? world.channels.lag,
    sourceOfRuns: () => protection?.sourceOfRuns() ?? null,
  };
}
