import { hasPresentCopy, isOwed, keepUntilMs, type Point } from "../chains/link.ts";
import { presentObservations } from "../copies/copy.ts";
import type { ComingPurge } from "./tell-purge.ts";

/** `leaves`: bases of its series were seen to go and leave behind what leaned on them. */
type Options = { readonly nowMs: number; readonly leaves: boolean };

/** What the purge of a base will orphan, at the latest that its policy allows; null: nothing. */
export function findComing(
  base: Point,
  points: ReadonlySet<Point>,
  { nowMs, leaves }: Options,
): ComingPurge | null {
  const purgeMs = purgeMsOf(base);
  if (purgeMs === null || !hasPresentCopy(base)) return null;
  const latestMs = purgeMs + (base.member.policy?.retention?.purgeWithin ?? 0);
  const [first, ...others] = [...points].filter(
    (point) =>
      (leaves || isContrary(base, point)) &&
      isOwed(point, nowMs) &&
      (keepUntilMs(point) ?? 0) > latestMs,
  );
  return first ? { base, purgeMs, orphans: [first, ...others] } : null;
}

/** Whether by their policies alone the base must go before what leans on it may. */
export function isContrary(base: Point, point: Point): boolean {
  const [own, others] = [base.member.policy?.retention, point.member.policy?.retention];
  return own !== undefined && others !== undefined && others.keep > own.keep + own.purgeWithin;
}

/** A lock may keep it longer than its policy promises. */
function purgeMsOf(base: Point): number | null {
  const untilMs = keepUntilMs(base);
  if (untilMs === null) return null;
  const locks = [...base.run.copies.values()].flatMap(
    (copy) => presentObservations(copy).at(-1)?.lockedUntilMs ?? [],
  );
  return Math.max(untilMs, ...locks);
}
