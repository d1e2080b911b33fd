import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
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
};

/** By when the required copies must be there; null where the policy asks for none. */
export function copyDeadlineMs({ policy, success }: CopyScene): number | null {
  return policy.copies ? success.finishedAtMs + policy.copies.within : null;
}

export function copiesIn(scene: CopyScene, role: Role): readonly Copy[] {
  return [...scene.run.copies.values()].filter((copy) => copy.place.role === role);
}

/** The copy of a role that is there now and was seen first. */
export function presentCopy(scene: CopyScene, role: Role): Copy | null {
  const present = copiesIn(scene, role).filter((copy) => presentObservations(copy).length > 0);
  const sorted = present.sort((a, b) => firstSeenMs(a) - firstSeenMs(b));
  return sorted[0] ?? null;
}

export function copyMatter(scene: CopyScene, kind: Matter["kind"], what: string): Matter {
  return { kind, subject: scene.subject, about: `${scene.run.runId}\n${what}` };
}

type Said = Pick<Fault, "severity" | "copy" | "evidence" | "summary">;

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
