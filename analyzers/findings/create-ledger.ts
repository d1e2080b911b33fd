import type { Finding, FindingKind } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { createMemory, type Memory } from "../detection/memory.ts";
import { PASS_OVER_UNTOLD, type PassOver } from "../passed-over/passed-over.ts";
import { findingId } from "./finding-id.ts";
import type { Fault, Judgement, Matter } from "./judgement.ts";

/** So many resolved findings are remembered, so that hearing of them again opens none again. */
const RESOLVED_MAX = 200_000;
/** So many that people decided are. */
const DECIDED_MAX = 100_000;

export type Ledger = {
  /**
   * Opens, changes or resolves what a judgement asks for; saying the same again changes nothing.
   */
  readonly settle: (judgement: Judgement, atMs: number) => void;
  /** A person has decided: what has this id is over, now or as soon as it is found. */
  readonly decide: (id: string, resolution: string, atMs: number) => void;
  readonly openOf: (subject: string) => readonly Finding[];
  /** Every new version since the last call, in order. */
  readonly takeChanges: () => Finding[];
};

/**
 * The findings of one detection: at most one is open of each matter. Kinds that are `off` are told
 * to nobody.
 */
export function createLedger(
  off: readonly FindingKind[] = [],
  memory: Memory = createMemory(),
  passOver: PassOver = PASS_OVER_UNTOLD,
): Ledger {
  const { open, resolved, decided } = openBooks(memory, passOver);
  let changes: Finding[] = [];

  function settle(judgement: Judgement, atMs: number) {
    const { kind } = judgement.verdict === "clear" ? judgement.matter : judgement.fault;
    if (off.includes(kind)) return;
    switch (judgement.verdict) {
      case "found":
        return find(judgement.fault, atMs);
      case "over":
        return pass(judgement.fault, judgement.resolution, atMs);
      case "clear":
        return resolve(judgement.matter, judgement.resolution, atMs);
    }
  }

  function find(fault: Fault, atMs: number) {
    const id = findingId(fault.kind, fault.subject, fault.onset);
    if (resolved.has(id)) return;
    const decision = decided.get(id);
    if (decision !== undefined) return pass(fault, decision, atMs);
    const known = open.get(fault);
    if (known?.id === id && known.severity === fault.severity && !fault.revised) return;
    if (known && known.id !== id) resolve(fault, "another of its kind followed", atMs);
    const finding = known?.id === id ? change(known, fault) : toFinding(id, fault, atMs);
    open.put(fault, finding);
    changes.push(finding);
  }

  /** What is over when it is found is told once, as one version. */
  function pass(fault: Fault, resolution: string, atMs: number) {
    const id = findingId(fault.kind, fault.subject, fault.onset);
    if (open.get(fault)?.id === id) return resolve(fault, resolution, atMs);
    if (resolved.has(id)) return;
    changes.push({ ...toFinding(id, fault, atMs), resolvedAt: instantToJson(atMs), resolution });
    resolved.set(id, true);
  }

  function resolve(matter: Matter, resolution: string, atMs: number) {
    const finding = open.take(matter);
    if (finding) end(finding, resolution, atMs);
  }

  function decide(id: string, resolution: string, atMs: number) {
    if (decided.has(id)) return;
    decided.set(id, resolution);
    const finding = open.takeById(id);
    if (finding) end(finding, resolution, atMs);
  }

  function end(finding: Finding, resolution: string, atMs: number) {
    const resolvedAt = instantToJson(atMs);
    changes.push({ ...finding, version: finding.version + 1, resolvedAt, resolution });
    resolved.set(finding.id, true);
  }

  return {
    settle,
    decide,
    openOf: open.of,
    takeChanges: () => {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}

function openBooks(memory: Memory, passOver: PassOver) {
  return {
    open: createOpenFindings(memory.of("open", () => new Map())),
    resolved: keepNewest<true>(
      memory.of("resolved", () => new Map()),
      { max: RESOLVED_MAX, forgotten: (id) => passOver("findings-resolved", id) },
    ),
    decided: keepNewest<string>(
      memory.of("decided", () => new Map()),
      { max: DECIDED_MAX, forgotten: (id) => passOver("findings-decided", id) },
    ),
  };
}

type Kept = { readonly max: number; readonly forgotten: (id: string) => void };

/** Of more, what was noted first is forgotten. */
function keepNewest<T>(entries: Map<string, T>, { max, forgotten }: Kept) {
  return {
    has: (id: string) => entries.has(id),
    get: (id: string) => entries.get(id),
    set: (id: string, value: T) => {
      entries.set(id, value);
      const [oldest] = entries.keys();
      if (entries.size <= max || oldest === undefined) return;
      entries.delete(oldest);
      forgotten(oldest);
    },
  };
}

/** By subject first: most subjects have nothing open, and are asked often. */
function createOpenFindings(bySubject: Map<string, Map<string, Finding>>) {
  const keyOf = ({ kind, about }: Matter) => `${kind}\n${about}`;

  function take(subject: string, key: string): Finding | undefined {
    const ofSubject = bySubject.get(subject);
    const finding = ofSubject?.get(key);
    if (ofSubject?.delete(key) && ofSubject.size === 0) bySubject.delete(subject);
    return finding;
  }

  /** Looks at each, as only people ask. */
  function takeById(id: string): Finding | undefined {
    for (const [subject, ofSubject] of bySubject)
      for (const [key, finding] of ofSubject) if (finding.id === id) return take(subject, key);
    return undefined;
  }

  return {
    of: (subject: string) => [...(bySubject.get(subject)?.values() ?? [])],
    takeById,
    get: (matter: Matter) => bySubject.get(matter.subject)?.get(keyOf(matter)),
    put: (matter: Matter, finding: Finding) => {
      const ofSubject = bySubject.get(matter.subject) ?? new Map<string, Finding>();
      bySubject.set(matter.subject, ofSubject.set(keyOf(matter), finding));
    },
    take: (matter: Matter) => take(matter.subject, keyOf(matter)),
  };
}

function change(known: Finding, fault: Fault): Finding {
  const { severity, evidence, summary } = fault;
  return { ...known, version: known.version + 1, severity, evidence, summary };
}

function toFinding(id: string, fault: Fault, atMs: number): Finding {
  return {
    id,
    version: 1,
    kind: fault.kind,
    severity: fault.severity,
    series: fault.series,
    slot: fault.slotMs === null ? null : instantToJson(fault.slotMs),
    runId: fault.runId,
    copy: fault.copy,
    collector: fault.collector,
    parent: null,
    openedAt: instantToJson(atMs),
    resolvedAt: null,
    resolution: null,
    evidence: fault.evidence,
    summary: fault.summary,
  };
}
