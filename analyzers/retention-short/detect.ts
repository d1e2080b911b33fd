import { instantToJson } from "../../schemas/instant.ts";
import type { Member, Point } from "../chains/link.ts";
import { type Copy, isDamaged, isUsable, presentObservations, type Role } from "../copies/copy.ts";
import type { Fault, Judgement, Matter } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { saySeries } from "../wording/say-series.ts";

/** One copy that vanishes is told as lost; from two on the promise itself is short. */
export const SHORT_MIN = 2;
const RUN_IDS_MAX = 20;

/** What decides whether a series' points in one role last as long as its policy promises. */
export type RetentionScene = {
  readonly member: Member;
  readonly role: Role;
  readonly keepMs: number;
  /** The runs that fill a slot and are promised still. */
  readonly promised: readonly Point[];
  /** Those of them that were removed too early, or that proofs have shown to be damaged. */
  readonly short: readonly Removal[];
  /** The onset of what is open already; null where nothing is. */
  readonly sinceMs: number | null;
};

function retentionMatter({ subject }: Member, role: Role): Matter {
  return { kind: "retention-short", subject, about: role };
}

/** Judges how many promised points were removed from a role, and so from its vault, too early. */
export function detectRetentionShort(scene: RetentionScene): Judgement {
  const { member, role } = scene;
  const [first, ...others] = scene.short.toSorted((a, b) => a.removedAtMs - b.removedAtMs);
  if (!first || scene.short.length < SHORT_MIN)
    return {
      verdict: "clear",
      matter: retentionMatter(member, role),
      resolution: "what is promised is there",
    };
  return { verdict: "found", fault: tell(scene, [first, ...others]) };
}

/** How a point was lost from a role: removed, or found damaged. */
export type Removal = {
  readonly point: Point;
  readonly vault: string;
  readonly removedAtMs: number;
  readonly damaged: boolean;
};

/** The last loss from a role in which nothing usable is left; null too where nothing ever was. */
export function removalOf(point: Point, role: Role): Removal | null {
  const copies = [...point.run.copies.values()].filter(({ place }) => place.role === role);
  if (copies.some(isUsable)) return null;
  const removals = copies.flatMap((copy) => lossOf(copy, point) ?? []);
  return removals.sort((a, b) => b.removedAtMs - a.removedAtMs)[0] ?? null;
}

function lossOf(copy: Copy, point: Point): Removal | null {
  const { place, removedAtMs, damage } = copy;
  const damaged = isDamaged(copy) && presentObservations(copy).length > 0;
  const atMs = damaged ? (damage?.atMs ?? null) : removedAtMs;
  return atMs === null ? null : { point, vault: place.vault, removedAtMs: atMs, damaged };
}

function tell(scene: RetentionScene, short: readonly [Removal, ...Removal[]]): Fault {
  const { member, role, keepMs, promised, sinceMs } = scene;
  const { en, fr } = saySeries(member.series);
  const [{ vault, removedAtMs }] = short;
  const keep = sayDuration(keepMs);
  const agesMs = short.map((each) => each.removedAtMs - each.point.success.finishedAtMs);
  const left = promised.filter((point) => isIn(point, role)).length;
  const { length } = promised;
  const damaged = short.filter((each) => each.damaged).length;
  const how = sayHow(short.length, damaged);
  return {
    ...retentionMatter(member, role),
    onset: `${role}\n${instantToJson(sinceMs ?? removedAtMs)}`,
    severity: "critical",
    series: member.series,
    collector: null,
    slotMs: null,
    runId: null,
    copy: null,
    evidence: {
      ...{ role, vault, keepMs, promised: length, present: left },
      removedEarly: short.length - damaged,
      ...(damaged > 0 && { damaged }),
      firstRemovedAt: instantToJson(removedAtMs),
      ageAtRemovalMs: { least: Math.min(...agesMs), most: Math.max(...agesMs) },
      runIds: short.slice(0, RUN_IDS_MAX).map(({ point }) => point.run.runId),
    },
    summary: {
      en: `${vault} holds ${left} of the ${length} restore points that ${keep.en} of retention promise for the ${en}: ${short.length} ${how.en}.`,
      fr: `${vault} détient ${left} des ${length} points de restauration promis pour la ${fr} par ${keep.fr} de rétention : ${short.length} ${how.fr}.`,
    },
  };
}

function sayHow(short: number, damaged: number) {
  const [were, s] = short > 1 ? ["were", "s"] : ["was", ""];
  if (damaged === 0) return { en: `${were} removed early`, fr: `supprimé${s} trop tôt` };
  if (damaged === short) return { en: `${were} found damaged`, fr: `endommagé${s}` };
  return { en: `${were} removed early or found damaged`, fr: `supprimés trop tôt ou endommagés` };
}

function isIn({ run }: Point, role: Role): boolean {
  return [...run.copies.values()].some((copy) => copy.place.role === role && isUsable(copy));
}
