import type { AssetLinks } from "./asset-links.ts";
import { compareLsn } from "./compare-lsn.ts";
import { goneAtMs, isGoneEarly, isPoint, type Link, type Point } from "./link.ts";

/** What a backup says that it leans on. */
export type Reference =
  | { readonly by: "backup set" | "LSN"; readonly value: string }
  | { readonly by: "run"; readonly value: string };

/** What a backup leans on, as far as it can be known. */
export type Base =
  /** It stands alone, or does not say. */
  | { readonly state: "none" }
  /** It may be from before our time: nothing can be said. */
  | { readonly state: "unknown" }
  | { readonly state: "known"; readonly point: Point }
  /** Heard of, but no base: a copy-only full, or a run that failed. */
  | { readonly state: "unfit"; readonly link: Link; readonly why: "copy-only" | "failed" }
  /** Not among the asset's backups; `own` is the newest full that it should lean on. */
  | { readonly state: "absent" | "foreign"; readonly own: Point | null };

/** Null: it stands alone, or its source does not say. */
export function referenceOf({ member, success }: Point): Reference | null {
  const { backupType } = member.series;
  const { chain, parentRunId } = success;
  if (backupType === "full") return null;
  if (backupType === "differential" && chain?.differentialBaseId !== undefined)
    return { by: "backup set", value: chain.differentialBaseId };
  if (backupType === "differential" && chain?.databaseBackupLsn !== undefined)
    return { by: "LSN", value: chain.databaseBackupLsn };
  // Logs follow one another by their LSNs, where these are known.
  if (backupType === "log" && chain?.firstLsn !== undefined) return null;
  return parentRunId === null ? null : { by: "run", value: parentRunId };
}

/** Pure; the rules of SQL Server, and of image backups that name their parent. */
export function findBase(links: AssetLinks, point: Point): Base {
  const base = lookUp(links, point);
  if (base.state !== "absent" && base.state !== "foreign") return base;
  return links.isSevered(point) || mayBeCut(links, base.own) ? { state: "unknown" } : base;
}

/** It may be a run that had to be forgotten, unless all these ended before our newest full. */
function mayBeCut(links: AssetLinks, own: Point | null): boolean {
  const cutToMs = links.cutToMs();
  return cutToMs !== null && (own === null || own.success.finishedAtMs <= cutToMs);
}

function lookUp(links: AssetLinks, point: Point): Base {
  const reference = referenceOf(point);
  if (!reference) return { state: "none" };
  if (reference.by === "run") return findParent(links, point, reference.value);
  const named = findFull(links, reference);
  if (named?.success.copyOnly) return { state: "unfit", link: named, why: "copy-only" };
  if (named) return { state: "known", point: named };
  return placeUnknownFull(links, point);
}

function findFull(links: AssetLinks, { by, value }: Reference): Point | null {
  if (by === "backup set") {
    const named = links.ofSet(value);
    return named?.member.series.backupType === "full" ? named : null;
  }
  const isMeant = ({ success: { chain } }: Point) =>
    chain?.checkpointLsn !== undefined && compareLsn(chain.checkpointLsn, value) === 0;
  return links.fulls.items.findLast(isMeant) ?? null;
}

/**
 * A full that we know nothing of: foreign where it came after our newest, absent where ours should
 * be the base; and none of our business where it may be from before our first.
 */
function placeUnknownFull(links: AssetLinks, { success }: Point): Base {
  const count = links.fulls.countWhile((full) => full.success.finishedAtMs <= success.startedAtMs);
  const [oldest, own] = [links.fulls.items[0], links.fulls.items[count - 1]];
  if (!oldest || !own?.success.chain) return { state: "unknown" };
  const baseLsn = success.chain?.databaseBackupLsn;
  const [oldestLsn, ownLsn] = [oldest, own].map((full) => full.success.chain?.checkpointLsn);
  if (baseLsn === undefined || ownLsn === undefined) return { state: "absent", own };
  if (compareLsn(baseLsn, ownLsn) > 0) return { state: "foreign", own };
  const isOlder = oldestLsn === undefined || compareLsn(baseLsn, oldestLsn) < 0;
  return isOlder ? { state: "unknown" } : { state: "absent", own };
}

function findParent(links: AssetLinks, point: Point, parentRunId: string): Base {
  const parent = links.ofRun(parentRunId, point);
  // What is purged at its time was merged into what leans on it, or shares its blocks with it.
  if (parent && isPoint(parent))
    return isPurged(parent) ? { state: "unknown" } : { state: "known", point: parent };
  if (parent?.run.failure) return { state: "unfit", link: parent, why: "failed" };
  // Its copies were seen, so it is there, whatever became of its job's word.
  if (parent) return { state: "unknown" };
  const first = links.firstOf(point.member);
  const isFromBefore = first?.runId === point.run.runId || first?.parentRunId === parentRunId;
  return isFromBefore ? { state: "unknown" } : { state: "absent", own: null };
}

function isPurged(parent: Point): boolean {
  return goneAtMs(parent) !== null && !isGoneEarly(parent);
}
