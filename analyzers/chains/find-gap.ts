import type { AssetLinks } from "./asset-links.ts";
import { compareLsn } from "./compare-lsn.ts";
import { isGoneEarly, type Point, rangeOf } from "./link.ts";

/** Why nothing leads to a log; `before` is the last log on the other side, if any is known. */
export type Gap = { readonly cause: "gap" | "no full"; readonly before: Point | null };

/**
 * Judges whether a log begins no later than a log before it ended, of the same family and fork. The
 * first of a lineage needs a full before it, unless it may have begun before our time.
 */
export function findGap(links: AssetLinks, log: Point): Gap | null {
  const range = rangeOf(log);
  const items = links.lineages.of(log)?.logs.items ?? [];
  const at = items.lastIndexOf(log);
  if (!range || at < 0) return null;
  if (at === 0) return isFork(links, log) ? { cause: "no full", before: null } : null;
  for (let index = at - 1; index >= 0; index -= 1) {
    const before = items[index];
    const lastLsn = before && rangeOf(before)?.lastLsn;
    const reaches = lastLsn !== undefined && compareLsn(lastLsn, range.firstLsn) >= 0;
    if (before && reaches && !isGoneEarly(before)) return null;
  }
  return { cause: "gap", before: items[at - 1] ?? null };
}

/** Whether a lineage began with this log under our eyes, without a full: another was before it. */
export function isFork(links: AssetLinks, log: Point): boolean {
  const lineage = links.lineages.of(log);
  if (!lineage?.isNamed || links.cutToMs() !== null) return false;
  const { startedAtMs } = log.success;
  const isBefore = ({ success }: Point) => success.startedAtMs <= startedAtMs;
  const fulls = lineage.anchors.items.filter(({ member }) => member.series.backupType === "full");
  if (fulls.some(isBefore)) return false;
  for (const other of links.lineages.all()) {
    if (other === lineage || !other.isNamed) continue;
    if ([other.logs, other.anchors].some(({ items }) => items[0] && isBefore(items[0])))
      return true;
  }
  return false;
}
