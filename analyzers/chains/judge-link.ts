import type { Fault, Matter } from "../findings/judgement.ts";
import type { AssetLinks } from "./asset-links.ts";
import { findBase, type Reference, referenceOf } from "./find-base.ts";
import { findGap } from "./find-gap.ts";
import { isGoneEarly, type Point } from "./link.ts";
import { isRestorable } from "./restorable.ts";
import { baseMatter, gapMatter, tellBase, tellGap } from "./tell-chain.ts";

/** What is to be said of the way to one point. */
export type Said =
  | { readonly state: "broken"; readonly fault: Fault }
  /** It was broken, and a newer chain has made that harmless. */
  | { readonly state: "over"; readonly fault: Fault }
  | { readonly state: "clear"; readonly matter: Matter; readonly resolution: string };

/** Whether anything can be said: it leans on something, or is a log. */
export function leans(point: Point): boolean {
  return point.member.series.backupType === "log" || referenceOf(point) !== null;
}

/** Judges one point of which all that came before it is known. */
export function judgeLink(links: AssetLinks, point: Point): readonly Said[] {
  const reference = referenceOf(point);
  return reference ? judgeBase(links, point, reference) : [judgeLog(links, point)];
}

function judgeBase(links: AssetLinks, point: Point, reference: Reference): readonly Said[] {
  const base = findBase(links, point);
  const isFine = base.state === "none" || base.state === "unknown" || base.state === "known";
  const fault = isFine ? null : tellBase(point, reference, base);
  const said: Said[] = (["chain-broken", "base-hijacked"] as const)
    .filter((kind) => kind !== fault?.kind)
    .map((kind) => ({
      state: "clear",
      matter: baseMatter(point.member, kind, reference),
      resolution: "what it leans on was heard of late",
    }));
  if (fault) said.push({ state: isRenewed(links, point) ? "over" : "broken", fault });
  return said;
}

function judgeLog(links: AssetLinks, point: Point): Said {
  const gap = findGap(links, point);
  if (!gap)
    return {
      state: "clear",
      matter: gapMatter(point),
      resolution: "the log before it was heard of late",
    };
  // A full or differential within the gap, which the log can follow, is as good as a newer one.
  const isBridged = isRestorable(links, point, (link) => !isGoneEarly(link));
  const isOver = isBridged || isRenewed(links, point);
  return { state: isOver ? "over" : "broken", fault: tellGap(point, gap) };
}

/** Whether a later backup of the asset, which is no log and not copy-only, restores by itself. */
function isRenewed(links: AssetLinks, point: Point): boolean {
  const newest = links.points.items.findLast(
    ({ member, success }) =>
      member.series.backupType !== "log" &&
      !success.copyOnly &&
      success.startedAtMs >= point.success.finishedAtMs,
  );
  return newest !== undefined && isRestorable(links, newest, () => true);
}
