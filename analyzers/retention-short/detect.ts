import { instantToJson } from "../../schemas/instant.ts";
import type { Member, Point } from "../chains/link.ts";
import { presentObservations, type Role } from "../copies/copy.ts";
import type { Fault, Judgement, Matter } from "../findings/judgement.ts";
import { sayDuration } from "../wording/say-duration.ts";
import { saySeries } from "../wording/say-series.ts";

/** One copy that vanishes is told as lost; from two on the promise itself is short. */
const SHORT_MIN = 2;
const RUN_IDS_MAX = 20;

/** What decides whether a series' points in one role last as long as its policy promises. */
export type RetentionScene = {
  readonly member: Member;
  readonly role: Role;
  readonly keepMs: number;
  /** The runs that fill a slot and are promised still. */
  readonly promised: readonly Point[];
  /** Those of them that were removed too early. */
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

export type Removal = {
  readonly point: Point;
  readonly vault: string;
  readonly removedAtMs: number;
};

/** The last removal from a role in which nothing is left; null too where nothing ever was. */
export function removalOf(point: Point, role: Role): Removal | null {
  const copies = [...point.run.copies.values()].filter(({ place }) => place.role === role);
  if (copies.some((copy) => presentObservations(copy).length > 0)) return null;
  const removals = copies.flatMap(({ place: { vault }, removedAtMs }) =>
    removedAtMs === null ? [] : [{ point, vault, removedAtMs }],
  );
  return removals.sort((a, b) => b.removedAtMs - a.removedAtMs)[0] ?? null;
}

function tell(scene: RetentionScene, short: readonly [Removal, ...Removal[]]): Fault {
  const { member, role, keepMs, promised, sinceMs } = scene;
  const { en, fr } = saySeries(member.series);
  const [{ vault, removedAtMs }] = short;
  const keep = sayDuration(keepMs);
  const agesMs = short.map((each) => each.removedAtMs - each.point.success.finishedAtMs);
  const left = promised.filter((point) => isIn(point, role)).length;
  const { length } = promised;
  const many = short.length > 1;
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
      ...{ role, vault, keepMs, promised: length, present: left, removedEarly: short.length },
      firstRemovedAt: instantToJson(removedAtMs),
      ageAtRemovalMs: { least: Math.min(...agesMs), most: Math.max(...agesMs) },
      runIds: short.slice(0, RUN_IDS_MAX).map(({ point }) => point.run.runId),
    },
    summary: {
      en: `${vault} holds ${left} of the ${length} restore points that ${keep.en} of retention promise for the ${en}: ${short.length} ${many ? "were" : "was"} removed early.`,
      fr: `${vault} détient ${left} des ${length} points de restauration promis pour la ${fr} par ${keep.fr} de rétention : ${short.length} ${many ? "supprimés" : "supprimé"} trop tôt.`,
    },
  };
}

function isIn({ run }: Point, role: Role): boolean {
  return [...run.copies.values()].some(
    (copy) => copy.place.role === role && presentObservations(copy).length > 0,
  );
}
