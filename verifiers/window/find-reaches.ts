import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Backup } from "../chains/backup.ts";
import { findChains } from "../chains/find-chain.ts";
import { findIntervals } from "./find-intervals.ts";
import { isLogByLsn } from "./log-lineages.ts";

/** Of one asset, logs aside: a year of every eight hours. The newest are looked at. */
export const POINTS_MAX = 1_000;

/** A part of what an asset's backups lead to. */
export type Reach =
  /** A backup that can be restored as it ended. */
  | { readonly kind: "point"; readonly backup: Backup }
  /** Any instant from `fromMs` to `untilMs`: `base` and the logs that follow on it. */
  | {
      readonly kind: "interval";
      readonly fromMs: number;
      readonly untilMs: number;
      readonly base: Backup;
      readonly logs: readonly Backup[];
      /** Why it goes no further; null where nothing later is known. */
      readonly ends: Bilingual | null;
    }
  /** Backups in a row, whose copies are there, that nothing leads to. */
  | {
      readonly kind: "broken";
      readonly backups: readonly [Backup, ...Backup[]];
      readonly reason: Bilingual;
    };

/**
 * All that can be restored of one asset's backups, by the rules of `findChain`, and what of them
 * cannot; the newest first. Those without any copy are passed over, as they may have been purged in
 * time: what rests on them is broken. Pure.
 */
export function findReaches(backups: readonly Backup[]): readonly Reach[] {
  const [logs, others] = partition(backups, isLogByLsn);
  const chains = findChains(newestOf(others));
  const reaches: Reach[] = [];
  const bases: Backup[] = [];
  for (const [backup, found] of chains) {
    if (backup.copies.length === 0) continue;
    if (found.state === "found") {
      reaches.push({ kind: "point", backup });
      bases.push(backup);
    } else reaches.push({ kind: "broken", backups: [backup], reason: found.reason });
  }
  const all = [...joinBroken(reaches), ...findIntervals(logs, bases)];
  return all.sort((a, b) => endOf(b) - endOf(a));
}

/** Milliseconds since the epoch of the latest that a reach holds. */
export function endOf(reach: Reach): number {
  if (reach.kind === "point") return reach.backup.finishedAtMs;
  if (reach.kind === "interval") return reach.untilMs;
  return Math.max(...reach.backups.map(({ finishedAtMs }) => finishedAtMs));
}

function newestOf(backups: readonly Backup[]): readonly Backup[] {
  return backups.toSorted((a, b) => b.finishedAtMs - a.finishedAtMs).slice(0, POINTS_MAX);
}

/** Of those in a row that lack the same one is told. Oldest first. */
function joinBroken(reaches: readonly Reach[]): Reach[] {
  const joined: Reach[] = [];
  for (const reach of reaches) {
    const before = joined.at(-1);
    const isSame =
      reach.kind === "broken" && before?.kind === "broken" && before.reason.en === reach.reason.en;
    if (isSame) joined.pop();
    joined.push(isSame ? { ...reach, backups: [...before.backups, ...reach.backups] } : reach);
  }
  return joined;
}

function partition<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter(holds), all.filter((one) => !holds(one))];
}
