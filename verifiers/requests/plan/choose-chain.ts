import type { Bilingual } from "../../../schemas/bilingual.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import type { Backup } from "../../chains/backup.ts";
import { findChain } from "../../chains/find-chain.ts";
import { sayChain } from "../../chains/say-chain.ts";
import { findReaches, type Reach } from "../../window/find-reaches.ts";

/** Instants around the one that is wanted; null where there is none. */
export type Nearest = { readonly beforeMs: number | null; readonly afterMs: number | null };

export type ChosenChain = { readonly nearest: Nearest } & (
  | {
      readonly state: "found";
      /** In the order of restoring. */
      readonly links: readonly Backup[];
      readonly reachedMs: number;
      /** What is told to the engine; null where all of the chain is restored. */
      readonly stopAtMs: number | null;
      readonly behindMsMax: number;
    }
  | { readonly state: "lacking"; readonly lack: Bilingual }
);

type Asked = Pick<RestoreRequest, "series" | "wanted">;

/**
 * The chain that leads to a run, or to an instant or else to the latest point before it: what came
 * after may be the very thing that is to be undone. `backups` have usable copies only. Pure.
 */
export function chooseChain(backups: readonly Backup[], asked: Asked): ChosenChain {
  const { wanted } = asked;
  const reaches = findReaches(backups);
  return "at" in wanted
    ? chooseByInstant(backups, reaches, Date.parse(wanted.at))
    : chooseByRun(backups, reaches, { ...asked, runId: wanted.runId });
}

function chooseByInstant(
  backups: readonly Backup[],
  reaches: readonly Reach[],
  atMs: number,
): ChosenChain {
  const nearest = findNearest(reaches, atMs);
  const { beforeMs } = nearest;
  const held = reaches.find((reach) => reach.kind === "interval" && holds(reach, beforeMs));
  if (beforeMs !== null && held?.kind === "interval") {
    const log = held.logs.find(({ startedAtMs }) => startedAtMs >= beforeMs);
    const found = log && findChain(backups, { runId: log.runId, backupType: "log" }, beforeMs);
    if (found?.state === "found") {
      const reached = { reachedMs: beforeMs, stopAtMs: beforeMs, behindMsMax: atMs - beforeMs };
      return { nearest, state: "found", links: found.links, ...reached };
    }
  }
  const point = reaches.find(
    (reach) => reach.kind === "point" && reach.backup.finishedAtMs === beforeMs,
  );
  if (point?.kind === "point") return toPoint(backups, point.backup, { nearest, atMs });
  return { nearest, state: "lacking", lack: sayNothingBefore(atMs, nearest) };
}

function chooseByRun(
  backups: readonly Backup[],
  reaches: readonly Reach[],
  { series, runId }: { readonly series: Asked["series"]; readonly runId: string },
): ChosenChain {
  const named = backups.filter((backup) => backup.runId === runId);
  const own = named.find((one) => one.series.backupType === series.backupType) ?? named[0];
  if (!own) {
    const nearest = { beforeMs: null, afterMs: null };
    return { nearest, state: "lacking", lack: sayChain.unheard(runId).reason };
  }
  const nearest = findNearest(reaches, own.finishedAtMs);
  if (own.copies.length === 0) return { nearest, state: "lacking", lack: sayNoGoodCopy(runId) };
  return toPoint(backups, own, { nearest, atMs: null });
}

type Wanted = { readonly nearest: Nearest; readonly atMs: number | null };

/** A backup as it ended; it holds for certain only what was there when it began. */
function toPoint(backups: readonly Backup[], own: Backup, { nearest, atMs }: Wanted): ChosenChain {
  const { runId, series, finishedAtMs, startedAtMs } = own;
  const found = findChain(backups, { runId, backupType: series.backupType }, null);
  if (found?.state !== "found")
    return { nearest, state: "lacking", lack: (found ?? sayChain.unheard(runId)).reason };
  const behindMsMax = atMs === null ? 0 : atMs - startedAtMs;
  const reached = { reachedMs: finishedAtMs, stopAtMs: null, behindMsMax };
  return { nearest, state: "found", links: found.links, ...reached };
}

function findNearest(reaches: readonly Reach[], atMs: number): Nearest {
  const before: number[] = [];
  const after: number[] = [];
  for (const reach of reaches) {
    if (reach.kind === "broken") continue;
    const [fromMs, untilMs] =
      reach.kind === "point"
        ? [reach.backup.finishedAtMs, reach.backup.finishedAtMs]
        : [reach.fromMs, reach.untilMs];
    if (fromMs <= atMs) before.push(Math.min(untilMs, atMs));
    if (untilMs >= atMs) after.push(Math.max(fromMs, atMs));
  }
  return {
    beforeMs: before.length === 0 ? null : before.reduce((a, b) => Math.max(a, b)),
    afterMs: after.length === 0 ? null : after.reduce((a, b) => Math.min(a, b)),
  };
}

function holds(
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  atMs: number | null,
): boolean {
  return atMs !== null && fromMs <= atMs && atMs <= untilMs;
}

function sayNothingBefore(atMs: number, { afterMs }: Nearest): Bilingual {
  const at = instantToJson(atMs);
  const first = afterMs === null ? null : instantToJson(afterMs);
  return {
    en: `Nothing that can be restored is of ${at} or before${first ? `; the first point after it is ${first}` : ""}.`,
    fr: `Rien de restaurable ne date du ${at} ou d'avant${first ? ` ; le premier point suivant est ${first}` : ""}.`,
  };
}

function sayNoGoodCopy(runId: string): Bilingual {
  return {
    en: `The run ${runId} has no copy that is good.`,
    fr: `L'exécution ${runId} n'a aucune copie utilisable.`,
  };
}
