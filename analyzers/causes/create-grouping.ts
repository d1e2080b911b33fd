import type { Finding } from "../../schemas/finding.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { Memory } from "../detection/memory.ts";
import type { PassOver } from "../passed-over/passed-over.ts";
import { type Candidate, createCandidate, type Parent } from "./candidate.ts";
import type { Cohorts } from "./create-cohorts.ts";
import { familyOf, mayHaveParent } from "./family-of.ts";
import { findCauses, type Look } from "./find-causes.ts";
import { adopt, isNear, openParent, recentIn, tellParent, worsen } from "./parents.ts";
import { addRecent } from "./recent-findings.ts";

/**
 * Joins findings that have a cause in common under one parent. Takes what the ledger tells at one
 * instant, and gives it with the parents that it opens, changes and resolves; a member that was
 * told alone before gets one more version, which names its parent.
 */
export type Grouping = (changes: readonly Finding[], nowMs: number) => Finding[];

type Entry = { readonly finding: Finding; readonly candidate: Candidate | null };

export function createGrouping(
  cohorts: Pick<Cohorts, "peerOf">,
  memory: Memory,
  passOver: PassOver,
): Grouping {
  /** Open ones, by id. */
  const candidates = memory.of("candidates", () => new Map<string, Candidate>());

  function note(finding: Finding): Entry & { readonly isNew: boolean } {
    const known = candidates.get(finding.id);
    if (known) return { finding, candidate: known, isNew: false };
    if (finding.resolvedAt !== null || !mayHaveParent(finding) || !finding.series)
      return { finding, candidate: null, isNew: false };
    const peer = cohorts.peerOf(seriesKey(finding.series));
    if (!peer) return { finding, candidate: null, isNew: false };
    const candidate = createCandidate(finding, peer);
    candidates.set(finding.id, candidate);
    return { finding, candidate, isNew: true };
  }

  /** The parents of members that changed. */
  function update({ candidate, finding }: Entry): readonly Parent[] {
    if (!candidate) return [];
    candidate.finding = finding;
    const { parent } = candidate;
    if (finding.resolvedAt !== null) {
      candidates.delete(finding.id);
      parent?.open.delete(candidate);
    } else if (parent) worsen(parent, finding);
    return parent ? [parent] : [];
  }

  return (changes, nowMs) => {
    if (changes.length === 0) return [];
    const entries: Entry[] = [];
    const fresh: Candidate[] = [];
    const touched = new Set<Parent>();
    for (const finding of changes) {
      const entry = note(finding);
      entries.push(entry);
      if (entry.isNew && entry.candidate) fresh.push(entry.candidate);
      for (const parent of update(entry)) touched.add(parent);
    }
    const changed = new Set(entries.map(({ candidate }) => candidate));
    for (const { candidate, parent } of joinAll(fresh, { nowMs, passOver })) {
      adopt(parent, candidate, nowMs);
      touched.add(parent);
      if (changed.has(candidate)) continue;
      candidate.extraVersions += 1;
      entries.push({ finding: candidate.finding, candidate });
    }
    return withParents(entries, touched, nowMs);
  };
}

type Joining = { readonly candidate: Candidate; readonly parent: Parent };

/** Who joins whom: a parent that is open, or one that now opens. */
function* joinAll(fresh: readonly Candidate[], look: Omit<Look, "family">): Generator<Joining> {
  const alone: Candidate[] = [];
  for (const candidate of fresh.filter(({ finding }) => finding.resolvedAt === null)) {
    const family = familyNameOf(candidate);
    for (const cohort of candidate.cohorts) addRecent(recentIn(cohort, family), candidate);
    const parent = openParentOf(candidate, family);
    if (parent) yield { candidate, parent };
    else alone.push(candidate);
  }
  for (const [family, ofFamily] of Map.groupBy(alone, familyNameOf)) {
    const cohorts = new Set(ofFamily.flatMap((candidate) => candidate.cohorts));
    for (const explanation of findCauses(cohorts, { family, ...look })) {
      const parent = openParent(explanation, look.nowMs);
      for (const candidate of explanation.members)
        if (candidate.parent === null) yield { candidate, parent };
    }
  }
}

function openParentOf(candidate: Candidate, family: string): Parent | null {
  for (const cohort of candidate.cohorts) {
    const parent = cohort.recent.get(family)?.parent;
    if (parent && isNear(parent, candidate)) return parent;
  }
  return null;
}

function familyNameOf({ finding }: Candidate): string {
  return familyOf(finding.kind)[0] ?? finding.kind;
}

/** New parents come before their members, and what becomes of the others after. */
function withParents(
  entries: readonly Entry[],
  touched: ReadonlySet<Parent>,
  nowMs: number,
): Finding[] {
  const [opened, changed]: [Finding[], Finding[]] = [[], []];
  for (const parent of touched) {
    const isNew = parent.told === null;
    const finding = tellParent(parent, nowMs);
    if (finding) (isNew ? opened : changed).push(finding);
    if (parent.open.size > 0) continue;
    const recent = recentIn(parent.cohort, parent.family[0] ?? parent.kind);
    if (recent.parent === parent) recent.parent = null;
  }
  return [...opened, ...entries.map(toVersion), ...changed];
}

function toVersion({ finding, candidate }: Entry): Finding {
  if (!candidate?.parent) return finding;
  const version = finding.version + candidate.extraVersions;
  return { ...finding, version, parent: candidate.parent.id };
}
