import type { AssetLinks } from "./asset-links.ts";
import { findBase } from "./find-base.ts";
import { followLogs } from "./follow-logs.ts";
import type { Point } from "./link.ts";

/**
 * Whether all that a restore of a point needs is there, as `isThere` says of each link: of a
 * differential its full, of an incremental every parent, of a log what leads to it. What may be
 * from before our time counts as there.
 */
export function isRestorable(
  links: AssetLinks,
  point: Point,
  isThere: (point: Point) => boolean,
): boolean {
  const seen = new Set<Point>();
  for (let next: Point | null = point; next; ) {
    // Parents that go round in a circle lead to nothing.
    if (seen.has(next) || !isThere(next)) return false;
    seen.add(next);
    const below = stepDown(links, next, isThere);
    if (below === "broken") return false;
    next = below;
  }
  return true;
}

/** What a point leans on directly; null: nothing more is needed. */
function stepDown(
  links: AssetLinks,
  point: Point,
  isThere: (point: Point) => boolean,
): Point | null | "broken" {
  const base = findBase(links, point);
  switch (base.state) {
    case "known":
      return base.point;
    case "unfit":
    case "absent":
    case "foreign":
      return "broken";
    case "unknown":
      return null;
    case "none": {
      if (point.member.series.backupType !== "log") return null;
      const footing = followLogs(links, point, isThere);
      if (footing.state === "broken") return "broken";
      return footing.state === "anchored" ? footing.anchor : null;
    }
  }
}
