import { type Finding, SEVERITIES } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { findingId } from "../findings/finding-id.ts";
import { type Candidate, type Parent, spanOf, takesMembers, widen } from "./candidate.ts";
import type { Cohort } from "./cohort.ts";
import { familyOf } from "./family-of.ts";
import { type Explanation, nameCause } from "./find-causes.ts";
import { createRecentFindings, type RecentFindings } from "./recent-findings.ts";
import { tellCause } from "./tell-cause.ts";

const HOUR_MS = 3_600_000;
/** So many of the members are named. */
const FIRST_IDS_MAX = 20;
/** It is told anew when so much more of it is known. */
const GROWTH_SHARE = 0.05;

export function recentIn(cohort: Cohort, family: string): RecentFindings {
  const known = cohort.recent.get(family);
  if (known) return known;
  const recent = createRecentFindings(cohort);
  cohort.recent.set(family, recent);
  return recent;
}

/**
 * A parent for what a cause explains, without members yet; the one that is open where it was told
 * of a part of it before: then its cause is a wider one.
 */
export function openParent(explanation: Explanation, nowMs: number): Parent {
  const { members, decided } = explanation;
  const [first] = members;
  if (!first) throw new RangeError("a cause explains at least one finding");
  const family = familyOf(first.finding.kind);
  const recent = recentIn(explanation.cohort, family[0] ?? first.finding.kind);
  const known = members.find(({ parent }) => parent !== null)?.parent ?? recent.parent;
  const goesOn = known && takesMembers(known, nowMs);
  const parent = goesOn ? known : createParent(explanation, { family, recent, nowMs });
  parent.decided = decided;
  setCause(parent, explanation);
  return parent;
}

function setCause(parent: Parent, { cohort, due }: Pick<Explanation, "cohort" | "due">): void {
  const family = parent.family[0] ?? parent.kind;
  const before = recentIn(parent.cohort, family);
  if (before.parent === parent) before.parent = null;
  parent.cohort = cohort;
  parent.due = due;
  recentIn(cohort, family).parent = parent;
}

type Opening = {
  readonly family: Parent["family"];
  readonly recent: RecentFindings;
  readonly nowMs: number;
};

function createParent(
  { cohort, members, decided }: Explanation,
  { family, recent, nowMs }: Opening,
): Parent {
  const kind = family.at(-1) ?? family[0] ?? "missing";
  const beganAtMs = spanOf(members)?.fromMs ?? members[0]?.openedAtMs ?? nowMs;
  const episode = instantToJson(beganAtMs);
  // Those of one slot may fail again after all was well in between.
  const onset = recent.lastOnset === episode ? `${episode}\n${members[0]?.finding.id}` : episode;
  recent.lastOnset = episode;
  return {
    id: findingId(family[0] ?? kind, cohort.key, onset),
    ...{ family, cohort, kind, openedAtMs: nowMs, lastJoinedAtMs: nowMs },
    ...{ open: new Set(), members: 0, firstIds: [], series: new Set(), due: 0 },
    ...{ decided, severity: "info", slots: null, told: null },
  };
}

export function adopt(parent: Parent, candidate: Candidate, nowMs: number): void {
  const { finding, peer, slotMs } = candidate;
  candidate.parent = parent;
  parent.open.add(candidate);
  parent.members += 1;
  parent.series.add(peer);
  parent.lastJoinedAtMs = nowMs;
  if (parent.firstIds.length < FIRST_IDS_MAX) parent.firstIds.push(finding.id);
  if (slotMs !== null) parent.slots = widen(parent.slots, slotMs);
  worsen(parent, finding);
}

/** It is as bad as the worst of its members ever was. */
export function worsen(parent: Parent, { kind, severity }: Finding): void {
  const { family } = parent;
  if (family.indexOf(kind) < family.indexOf(parent.kind)) parent.kind = kind;
  if (SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(parent.severity))
    parent.severity = severity;
}

/** Whether a finding of its cohort opened with the others, or is of a slot among theirs. */
export function isNear(parent: Parent, { openedAtMs, slotMs }: Candidate): boolean {
  if (!takesMembers(parent, openedAtMs)) return false;
  if (openedAtMs - parent.lastJoinedAtMs <= HOUR_MS) return true;
  if (slotMs === null || !parent.slots) return false;
  return parent.slots.fromMs - HOUR_MS <= slotMs && slotMs <= parent.slots.toMs + HOUR_MS;
}

/** The next version of a parent; null where there is nothing new worth telling. */
export function tellParent(parent: Parent, nowMs: number): Finding | null {
  const { told } = parent;
  const isOver = parent.open.size === 0;
  if (told && !isOver && !isNews(parent, told)) return null;
  const cause = isOver ? null : nameCause([...parent.open]);
  if (cause) setCause(parent, cause);
  parent.due = Math.max(parent.due, parent.series.size);
  const finding: Finding = {
    id: parent.id,
    version: (told?.version ?? 0) + 1,
    ...{ kind: parent.kind, severity: parent.severity, series: null, slot: null, runId: null },
    ...{ copy: null, parent: null, openedAt: instantToJson(parent.openedAtMs) },
    collector: parent.cohort.cause.place.collector ?? null,
    resolvedAt: isOver ? instantToJson(nowMs) : null,
    resolution: isOver ? "all its members are resolved" : null,
    ...tellCause(parent),
  };
  parent.told = finding;
  return finding;
}

function isNews({ members, kind, severity }: Parent, told: Finding): boolean {
  if (kind !== told.kind || severity !== told.severity) return true;
  const before = Number(told.evidence["members"]);
  return members > before && members - before >= Math.floor(before * GROWTH_SHARE);
}
