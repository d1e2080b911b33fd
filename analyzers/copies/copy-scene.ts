import { openZone } from "../../platform/calendar/open-zone.ts";
import { instantToJson } from "../../schemas/instant.ts";
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
  /** The copies that are there now. */
  readonly present: readonly Copy[];
  /** Whether it is the run that fills its slot: only its copies must exist. */
  readonly counts: boolean;
  readonly policy: Policy;
  readonly zone: string;
  /** The roles in which copies of the series were ever seen. */
  readonly roles: readonly Role[];
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
export function keepUntilMs(scene: CopyScene): number | null {
  return keepSpanOf(scene)?.untilMs ?? null;
}

function keepSpanOf({ policy, zone, success, run }: CopyScene) {
  if (!policy.retention) return null;
  const { keep: keepMs } = policy.retention;
  const fromMs = Math.min(success.startedAtMs, run.slotMs ?? success.startedAtMs);
  const { spanAt } = openZone(zone);
  const changeMs = spanAt(fromMs + keepMs).offsetMs - spanAt(fromMs).offsetMs;
  const clockChangeMs = Math.max(0, changeMs);
  return { fromMs, keepMs, clockChangeMs, untilMs: fromMs + keepMs - clockChangeMs };
}

/** Of what `keepUntilMs` is the sum. */
export function keepToJson(scene: CopyScene) {
  const span = keepSpanOf(scene);
  if (!span) return {};
  const { fromMs, keepMs, clockChangeMs } = span;
  const change = clockChangeMs > 0 ? { clockChangeMs } : {};
  return { keptSince: instantToJson(fromMs), keepMs, ...change };
}

/** Whether all that could be said by the copies' deadline was said. */
export function isPastDeadline(scene: CopyScene): boolean {
  const deadlineMs = copyDeadlineMs(scene);
  if (deadlineMs === null) return false;
  return scene.watermarkMs("primary") >= deadlineMs && scene.watermarkMs("duplicate") >= deadlineMs;
}

/** Whether what is there now is all that there will be: no copy is still on its way. */
export function isComplete(scene: CopyScene): boolean {
  return isPastDeadline(scene) || scene.roles.every((role) => presentCopy(scene, role) !== null);
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
  let first: Copy | null = null;
  for (const copy of scene.present)
    if (copy.place.role === role && (!first || firstSeenMs(copy) < firstSeenMs(first)))
      first = copy;
  return first;
}

/** The copy of a role that went last, where none is left in it. */
export function lastGone(scene: CopyScene, role: Role): Gone | null {
  if (presentCopy(scene, role)) return null;
  let last: Gone | null = null;
  for (const { place, removedAtMs } of scene.run.copies.values()) {
    if (place.role !== role || removedAtMs === null) continue;
    if (!last || removedAtMs > last.removedAtMs) last = { place, removedAtMs };
  }
  return last;
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
    slotMs: scene.run.slotMs,
    runId: scene.run.runId,
    ...said,
  };
}

function firstSeenMs(copy: Copy): number {
  return presentObservations(copy)[0]?.observedAtMs ?? Number.POSITIVE_INFINITY;
}
