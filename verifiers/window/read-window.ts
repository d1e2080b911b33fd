import type { Store } from "../../platform/store/store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { PROOF_LEVELS } from "../../schemas/proof.ts";
import type { CopyProof } from "../../schemas/restore-plan.ts";
import type { Series } from "../../schemas/series.ts";
import type { WindowEntry } from "../../schemas/window.ts";
import type { Backup } from "../chains/backup.ts";
import { RUNS_MAX, readBackups } from "../chains/read-backups.ts";
import { endOf, findReaches, POINTS_MAX, type Reach } from "./find-reaches.ts";
import { isLogByLsn } from "./log-lineages.ts";
import { type AssetProofs, readAssetProofs } from "./read-asset-proofs.ts";
import { leaveOutBad, sayBad } from "./usable-copies.ts";

export type RestorableWindow = {
  /** Together first, then vault by vault; the newest first in each. */
  readonly entries: readonly WindowEntry[];
  /** How many backups it was read from; where `isCut`, older ones are there that were not. */
  readonly backups: number;
  readonly isCut: boolean;
};

/** What can be restored of a series' asset, by all of its backups of every type. */
export async function readWindow(store: Store, series: Series): Promise<RestorableWindow> {
  const [backups, proofs] = await Promise.all([
    readBackups(store, series),
    readAssetProofs(store, series),
  ]);
  const points = backups.filter((backup) => !isLogByLsn(backup)).length;
  return {
    entries: listEntries(backups, proofs),
    backups: backups.length,
    isCut: backups.length >= RUNS_MAX || points > POINTS_MAX,
  };
}

/** Of the vaults together, then of each by itself. */
export function listEntries(
  backups: readonly Backup[],
  proofs: AssetProofs,
): readonly WindowEntry[] {
  const usable = leaveOutBad(backups, proofs);
  const vaults = new Set(backups.flatMap(({ copies }) => copies.map(({ vault }) => vault)));
  return [null, ...[...vaults].sort()].flatMap((vault) => {
    const bad = sayBad(within(backups, vault), proofs);
    const found = [...findReaches(within(usable, vault)), ...bad];
    return found.sort((a, b) => endOf(b) - endOf(a)).map((reach) => toEntry(reach, vault, proofs));
  });
}

function within(backups: readonly Backup[], vault: string | null): readonly Backup[] {
  if (vault === null) return backups;
  return backups.map((backup) => {
    const copies = backup.copies.filter((copy) => copy.vault === vault);
    return { ...backup, copies };
  });
}

function toEntry(reach: Reach, vault: string | null, proofs: AssetProofs): WindowEntry {
  switch (reach.kind) {
    case "point": {
      const { backup } = reach;
      const { runId, series, startedAtMs } = backup;
      const [at, startedAt] = [instantToJson(backup.finishedAtMs), instantToJson(startedAtMs)];
      const proof = bestProof([backup], proofs);
      const { backupType } = series;
      return { kind: "point", vault, backupType, proof, at, startedAt, runId };
    }
    case "interval": {
      const { base, logs, ends } = reach;
      const [from, until] = [instantToJson(reach.fromMs), instantToJson(reach.untilMs)];
      const lastRunId = logs.at(-1)?.runId ?? base.runId;
      const runs = { baseRunId: base.runId, lastRunId, logs: logs.length };
      return {
        kind: "interval",
        vault,
        proof: bestProof(logs, proofs),
        from,
        until,
        ...runs,
        ends,
      };
    }
    case "broken": {
      const { backups, reason } = reach;
      const from = instantToJson(Math.min(...backups.map(({ startedAtMs }) => startedAtMs)));
      const until = instantToJson(endOf(reach));
      const [{ runId, series }] = backups;
      const { backupType } = series;
      return {
        kind: "broken",
        vault,
        backupType,
        from,
        until,
        runId,
        runs: backups.length,
        reason,
      };
    }
  }
}

/** The highest level of any; of several the newest. */
function bestProof(backups: readonly Backup[], proofs: AssetProofs): CopyProof | null {
  const found = backups.flatMap(({ runId, copies }) =>
    copies.flatMap(({ uri }) => proofs.find({ runId, uri }) ?? []),
  );
  const [best = null] = found.sort(
    (a, b) => rankOf(b) - rankOf(a) || Date.parse(b.finishedAt) - Date.parse(a.finishedAt),
  );
  return best;
}

function rankOf({ level, outcome }: CopyProof): number {
  if (outcome === "failed") return -2;
  return level === null ? -1 : PROOF_LEVELS.indexOf(level);
}
