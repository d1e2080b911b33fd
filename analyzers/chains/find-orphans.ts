import type { AssetLinks } from "./asset-links.ts";
import { findBase } from "./find-base.ts";
import { followLogs } from "./follow-logs.ts";
import { isGoneEarly, type Point } from "./link.ts";
import { isRestorable } from "./restorable.ts";

/** What leans on a base, or on what leans on it, by end; of logs what nothing else leads to. */
export function findOrphans(links: AssetLinks, base: Point): readonly Point[] {
  if (!links.isBase(base)) return [];
  const lost = new Set([base]);
  const { items, countWhile } = links.points;
  const from = countWhile(({ success }) => success.finishedAtMs < base.success.finishedAtMs);
  for (const point of items.slice(from)) if (leansOn(links, point, lost)) lost.add(point);
  lost.delete(base);
  return [...lost];
}

function leansOn(links: AssetLinks, point: Point, lost: ReadonlySet<Point>): boolean {
  const base = findBase(links, point);
  if (base.state === "known") return lost.has(base.point);
  if (base.state !== "none" || point.member.series.backupType !== "log") return false;
  const footing = followLogs(links, point, () => true);
  if (footing.state !== "anchored" || !lost.has(footing.anchor)) return false;
  return !isRestorable(links, point, (link) => !lost.has(link) && !isGoneEarly(link));
}
