import { openZone } from "../../platform/calendar/open-zone.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import type { AnnouncedChange } from "../changes/announcements.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import type { Run, Success } from "../runs/run.ts";
import { type Copy, presentObservations, type Role } from "./copy.ts";

/** One successful run with its copies, as the detectors of copies look at it. */
export type CopyScene = {
  readonly series: Series;
  readonly subject: string;
  readonly run: Run;
  readonly success: Success;
  readonly slotMs: number | null;
  /** Whether it is the run that fills its slot: only its copies must exist. */
  readonly counts: boolean;
  readonly policy: Policy;
  readonly zone: string;
  /** How far all copies in a role of this run are known. */
  readonly watermarkMs: (role: Role) => number;
  /** How far it is known that a copy that went has not come up elsewhere. */
  readonly goneWatermarkMs: (gone: Copy["place"]) => number;
  /**
   * The last complete inventory of a vault before an instant; null where it is not told of by
   * inventories, or none so old is remembered.
   */
  readonly inventoryBeforeMs: (vault: string, atMs: number) => number | null;
  /** What people said beforehand would change at an instant. */
  readonly announcedAt: (atMs: number) => readonly AnnouncedChange[];
  /** From then on the asset is expected no more, and what is left of it may go. */
  readonly retiredAtMs: number;
};

/** By when the required copies must be there; null where the policy asks for none. */
export function copyDeadlineMs({ policy, success }: CopyScene): number | null {
  return policy.copies ? success.finishedAtMs + policy.copies.within : null;
}

/**
 * Until when the run's copies must be kept; null where the policy promises nothing. Some count from
 * when it was due or began, others from its end; some by elapsed time, others by the clocks of the
 * zone, which lack an hour in spring. Only what goes before the earliest of these is too early.
 */
export function keepUntilMs({ policy, zone, success, slotMs }: CopyScene): number | null {
  if (!policy.retention) return null;
  const fromMs = Math.min(success.startedAtMs, slotMs ?? success.startedAtMs);
  const untilMs = fromMs + policy.retention.keep;
  const { spanAt } = openZone(zone);
  return untilMs - Math.max(0, spanAt(untilMs).offsetMs - spanAt(fromMs).offsetMs);
}

/** Whether all that could be said by the copies' deadline was said. */
export function isPastDeadline(scene: CopyScene): boolean {
  const deadlineMs = copyDeadlineMs(scene);
  if (deadlineMs === null) return false;
  return scene.watermarkMs("primary") >= deadlineMs && scene.watermarkMs("duplicate") >= deadlineMs;
}

export function copiesIn(scene: CopyScene, role: Role): readonly Copy[] {
  return [...scene.run.copies.values()].filter((copy) => copy.place.role === role);
}

/** The copies that are there now. */
export function presentCopies(run: Run): readonly Copy[] {
  return [...run.copies.values()].filter((copy) => presentObservations(copy).length > 0);
}

/** The copy of a role that is there now and was seen first. */
export function presentCopy(scene: CopyScene, role: Role): Copy | null {
  const present = presentCopies(scene.run).filter((copy) => copy.place.role === role);
  const sorted = [...present].sort((a, b) => firstSeenMs(a) - firstSeenMs(b));
  return sorted[0] ?? null;
}

/** The copy of a role that went last, where none is left in it. */
export function lastGone(scene: CopyScene, role: Role): Gone | null {
  if (presentCopy(scene, role)) return null;
  const gone = copiesIn(scene, role).flatMap(({ place, removedAtMs }) =>
    removedAtMs === null ? [] : [{ place, removedAtMs }],
  );
  return gone.reduce<Gone | null>(
    (last, one) => (last && last.removedAtMs >= one.removedAtMs ? last : one),
    null,
  );
}
type Gone = { readonly place: Copy["place"]; readonly removedAtMs: number };

export function copyMatter(scene: CopyScene, kind: Matter["kind"], what: string): Matter {
  return { kind, subject: scene.subject, about: `${scene.run.runId}\n${what}` };
}

export type Said = Pick<Fault, "severity" | "copy" | "evidence" | "summary">;

/** A fault of one copy of the run; `since` tells its episode from later ones of the same copy. */
export function copyFault(scene: CopyScene, matter: Matter, since: string, said: Said): Fault {
  return {
    ...matter,
    onset: since === "" ? matter.about : `${matter.about}\n${since}`,
    series: scene.series,
    collector: null,
    slotMs: scene.slotMs,
    runId: scene.run.runId,
    ...said,
  };
}

function firstSeenMs(copy: Copy): number {
  return presentObservations(copy)[0]?.observedAtMs ?? Number.POSITIVE_INFINITY;
}
