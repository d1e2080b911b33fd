import type { EventOf } from "../../../schemas/events.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import type { Found } from "./find-damage.ts";
import type { Generated } from "./generate.ts";

type Run = EventOf<"vigie.backup.succeeded.v1">["data"];

/** A run that cannot be restored as something that it rests on was never heard of, or is gone. */
export type Broken = Found & { readonly why: "gap" | "base unknown" | "base gone" };

/** What is broken in the bare events of each asset, without the detection. */
export function findChainDamage({ events, lines, fromMs }: Generated): readonly Broken[] {
  const runs = events.flatMap((event) =>
    event.type === "vigie.backup.succeeded.v1" ? [event.data] : [],
  );
  const goneMs = findGone(events);
  const byAsset = Map.groupBy(runs, ({ series }) => assetOf(series));
  const isOld = new Set(lines.filter(({ bornLater }) => !bornLater).map(({ subject }) => subject));
  const broken = [...byAsset.values()].flatMap((ofAsset) => [
    ...findGaps(ofAsset),
    ...findBaseless(ofAsset, goneMs),
  ]);
  // What rests on a base from before the history is not known to be broken.
  const firstBaseMs = fromMs + 8 * 86_400_000;
  return broken.filter(({ subject, dueMs }) => !isOld.has(subject) || dueMs > firstBaseMs);
}

/** By run: when the last of its copies was removed, if none is left. */
function findGone(events: Generated["events"]): ReadonlyMap<string, number> {
  const left = new Map<string, Set<string>>();
  const goneMs = new Map<string, number>();
  for (const { type, data } of events.toSorted((a, b) => a.time - b.time)) {
    if (type !== "vigie.copy.observed.v1" && type !== "vigie.copy.removed.v1") continue;
    const uris = left.get(keyOf(data)) ?? new Set();
    left.set(keyOf(data), uris);
    if (type === "vigie.copy.observed.v1") uris.add(data.copy.uri);
    else if (uris.delete(data.copy.uri) && uris.size === 0)
      goneMs.set(keyOf(data), data.copy.removedAt);
  }
  return goneMs;
}

/** Logs that begin after the one before ended, on the same fork. */
function findGaps(runs: readonly Run[]): readonly Broken[] {
  const logs = inOrder(runs.filter(({ series }) => series.backupType === "log"));
  return logs.flatMap((log, index): Broken[] => {
    const before = logs[index - 1]?.chain;
    if (!before || !log.chain || before.recoveryForkId !== log.chain.recoveryForkId) return [];
    const isGap = BigInt(log.chain.firstLsn ?? 0) > BigInt(before.lastLsn ?? 0);
    return isGap ? [brokenAt(log, "gap")] : [];
  });
}

/** Runs whose base or parent is none of ours, or has lost all its copies while they are there. */
function findBaseless(
  runs: readonly Run[],
  goneMs: ReadonlyMap<string, number>,
): readonly Broken[] {
  const byBackupSet = new Map(runs.map((run) => [run.chain?.backupSetId, run]));
  const byRun = new Map(runs.map((run) => [run.runId, run]));
  return inOrder(runs).flatMap((run): Broken[] => {
    const baseId = run.chain?.differentialBaseId;
    const needs = baseId ?? run.parentRunId;
    if (needs === undefined) return [];
    const base = baseId ? byBackupSet.get(baseId) : byRun.get(needs);
    if (!base || base.copyOnly) return [brokenAt(run, "base unknown")];
    const baseGoneMs = goneMs.get(keyOf(base)) ?? Number.POSITIVE_INFINITY;
    const ownGoneMs = goneMs.get(keyOf(run)) ?? Number.POSITIVE_INFINITY;
    return baseGoneMs < ownGoneMs ? [brokenAt(run, "base gone")] : [];
  });
}

function brokenAt({ series, startedAt }: Run, why: Broken["why"]): Broken {
  return { subject: seriesKey(series), dueMs: startedAt, why };
}

function inOrder(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((a, b) => a.startedAt - b.startedAt);
}

function keyOf({ series, runId }: { readonly series: Series; readonly runId: string }): string {
  return `${seriesKey(series)}\n${runId}`;
}

function assetOf({ backupType: _, ...asset }: Series): string {
  return JSON.stringify(asset);
}
