import { instantToJson } from "../../schemas/instant.ts";
import { type Series, seriesKey } from "../../schemas/series.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { bytesToJson } from "../../schemas/size.ts";
import { createMember } from "../chains/create-member.ts";
import type { RestoreWatch } from "../chains/restore-watch.ts";
import type { CopyEvent } from "../copies/note-copy.ts";
import type { RunEvent } from "../runs/note-run.ts";
import { tellNoPolicy } from "../unprotected/tell-unprotected.ts";
import type { CompiledPolicy } from "./compile-policies.ts";
import { createProtection } from "./protection.ts";
import type { Sleeper, World } from "./world.ts";

type LastSuccess = { readonly finishedAtMs: number; readonly sizeBytes: bigint };

type Options = {
  readonly policy: CompiledPolicy | null;
  /** Of its asset. */
  readonly restore: RestoreWatch;
  /** Told whenever the series may look different to people. */
  readonly changed: (key: string) => void;
};

/** One series, with or without a policy. */
export type SeriesWatch = ReturnType<typeof createSeriesWatch>;

export function createSeriesWatch(world: World, series: Series, options: Options) {
  const { policy, restore, changed } = options;
  const subject = seriesKey(series);
  const sleeper: Sleeper = { wake };
  const protection = policy && createProtection({ world, series, subject, policy, sleeper });
  const member = createMember(world, series, { subject, policy, protection });
  restore.join(member);
  let lastSuccess: LastSuccess | null = null;

  function wake(nowMs: number) {
    protection?.judge(nowMs, []);
    changed(subject);
  }

  /** Who answers for the series, or its asset, may be another than before. */
  function rewire(nowMs: number) {
    wake(nowMs);
    restore.wake(nowMs);
  }

  function acceptRun(event: RunEvent, nowMs: number) {
    if (event.type === "vigie.backup.succeeded.v1") noteSuccess(event.data);
    const run = protection?.acceptRun(event, nowMs) ?? null;
    restore.acceptRun(member, event, { run, nowMs });
    if (!protection) world.ledger.settle({ verdict: "found", fault: tellNoPolicy(series) }, nowMs);
    changed(subject);
  }

  function noteSuccess(data: { readonly finishedAt: number; readonly sizeBytes: bigint }) {
    if (lastSuccess && lastSuccess.finishedAtMs >= data.finishedAt) return;
    lastSuccess = { finishedAtMs: data.finishedAt, sizeBytes: data.sizeBytes };
  }

  function acceptCopy(event: CopyEvent, nowMs: number) {
    const run = protection?.acceptCopy(event, nowMs) ?? null;
    restore.acceptCopy(member, event, { run, nowMs });
    changed(subject);
  }

  /** It exists since then, and until then: slots count from the one and end with the other. */
  function expect(sinceMs: number, untilMs: number | null, nowMs: number) {
    protection?.expectFrom(sinceMs);
    protection?.retire(untilMs ?? Number.POSITIVE_INFINITY);
    member.retire(untilMs ?? Number.POSITIVE_INFINITY);
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
    ...{ series, subject, wake: rewire, acceptRun, acceptCopy, expect, stateAt },
    policy: policy?.policy ?? null,
    hasSucceeded: () => lastSuccess !== null,
    channelOfRuns: () => protection?.channelOfRuns() ?? world.channels.lag,
    sourceOfRuns: () => protection?.sourceOfRuns() ?? null,
  };
}
