import type { Finding } from "../../schemas/finding.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { findingId } from "./finding-id.ts";
import type { Fault, Judgement, Matter } from "./judgement.ts";

/** So many resolved findings are remembered, so that hearing of them again does not open them again. */
const RESOLVED_MAX = 200_000;

export type Ledger = {
  /** Opens, changes or resolves what a judgement asks for; saying the same again changes nothing. */
  readonly settle: (judgement: Judgement, atMs: number) => void;
  readonly isOpen: (matter: Matter) => boolean;
  /** Every new version since the last call, in order. */
  readonly takeChanges: () => Finding[];
};

export function createLedger(): Ledger {
  const open = new Map<string, Finding>();
  const resolved = new Set<string>();
  let changes: Finding[] = [];

  function settle(judgement: Judgement, atMs: number) {
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
    const known = open.get(matterKey(fault));
    if (known?.id === id && known.severity === fault.severity) return;
    if (known && known.id !== id) resolve(fault, "another of its kind followed", atMs);
    const finding = known?.id === id ? change(known, fault) : toFinding(id, fault, atMs);
    open.set(matterKey(fault), finding);
    changes.push(finding);
  }

  /** What is over when it is found is told once, as one version. */
  function pass(fault: Fault, resolution: string, atMs: number) {
    const id = findingId(fault.kind, fault.subject, fault.onset);
    if (open.get(matterKey(fault))?.id === id) return resolve(fault, resolution, atMs);
    if (resolved.has(id)) return;
    changes.push({ ...toFinding(id, fault, atMs), resolvedAt: instantToJson(atMs), resolution });
    remember(id);
  }

  function resolve(matter: Matter, resolution: string, atMs: number) {
    const finding = open.get(matterKey(matter));
    if (!finding) return;
    const resolvedAt = instantToJson(atMs);
    changes.push({ ...finding, version: finding.version + 1, resolvedAt, resolution });
    open.delete(matterKey(matter));
    remember(finding.id);
  }

  function remember(id: string) {
    resolved.add(id);
    const [oldest] = resolved;
    if (resolved.size > RESOLVED_MAX && oldest !== undefined) resolved.delete(oldest);
  }

  return {
    settle,
    isOpen: (matter) => open.has(matterKey(matter)),
    takeChanges: () => {
      const taken = changes;
      changes = [];
      return taken;
    },
  };
}

function matterKey({ kind, subject, about }: Matter): string {
  return `${kind}\n${subject}\n${about}`;
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
