import type { AssetLinks } from "./asset-links.ts";
import { compareLsn } from "./compare-lsn.ts";
import { isFork } from "./find-gap.ts";
import type { Lineage } from "./lineages.ts";
import { type Point, rangeOf } from "./link.ts";

/** What a restore up to a log begins with. */
export type Footing =
  /** The LSNs are not known, or every log is there back to what came before our time. */
  | { readonly state: "unknown" }
  | { readonly state: "anchored"; readonly anchor: Point }
  /** A log is not there, or a new recovery fork began without a full. */
  | { readonly state: "broken" };

/**
 * Walks back from a log to the full or differential that a restore up to it begins with. `isFit`
 * says whether a link can be used; each log must begin no later than what came before it ended.
 */
export function followLogs(
  links: AssetLinks,
  log: Point,
  isFit: (point: Point) => boolean,
): Footing {
  const lineage = links.lineages.of(log);
  const range = rangeOf(log);
  if (!lineage || !range) return { state: "unknown" };
  const anchor = newestAnchor(lineage, range.lastLsn, isFit);
  const { items } = lineage.logs;
  let coveredFrom = range.firstLsn;
  for (let at = items.lastIndexOf(log); at >= 0; at -= 1) {
    const before = items[at];
    const reach = before && rangeOf(before);
    if (!reach || !isFit(before) || compareLsn(reach.lastLsn, coveredFrom) < 0) continue;
    if (compareLsn(reach.firstLsn, coveredFrom) < 0) coveredFrom = reach.firstLsn;
    if (anchor && compareLsn(coveredFrom, anchor.success.chain?.lastLsn ?? "0") <= 0)
      return { state: "anchored", anchor };
  }
  const oldest = items[0];
  const reachesOldest = oldest && rangeOf(oldest)?.firstLsn === coveredFrom;
  return reachesOldest && !isFork(links, oldest) ? { state: "unknown" } : { state: "broken" };
}

function newestAnchor(
  { anchors }: Lineage,
  lastLsn: string,
  isFit: (point: Point) => boolean,
): Point | null {
  const count = anchors.countWhile(
    ({ success }) => compareLsn(success.chain?.lastLsn ?? "0", lastLsn) <= 0,
  );
  for (let at = count - 1; at >= 0; at -= 1) {
    const anchor = anchors.items[at];
    if (anchor && isFit(anchor)) return anchor;
  }
  return null;
}
