import { createHash } from "node:crypto";
import type { Finding } from "../../schemas/finding.ts";
import { VISITOR_DB } from "../visitor-db.ts";

/**
 * An open `missing` about VisitorDb, other than in what is given. Its id follows from kind and
 * slot.
 */
export function aFinding(changes: Partial<Finding> = {}): Finding {
  const kind = changes.kind ?? "missing";
  const slot = changes.slot === undefined ? "2026-11-17T00:00:00Z" : changes.slot;
  return {
    id: createHash("sha256").update(`${kind}${slot}`).digest("hex").slice(0, 32),
    version: 1,
    kind,
    severity: "critical",
    series: VISITOR_DB,
    slot,
    runId: null,
    copy: null,
    collector: null,
    parent: null,
    openedAt: "2026-11-17T06:01:00Z",
    resolvedAt: null,
    resolution: null,
    evidence: { due: "2026-11-17T00:00:00Z" },
    summary: { en: "VisitorDb has no backup", fr: "VisitorDb n'a pas de sauvegarde" },
    ...changes,
  };
}

/** The next version of a finding, resolved. */
export function resolvedOf(finding: Finding): Finding {
  return {
    ...finding,
    version: finding.version + 1,
    resolvedAt: "2026-11-17T07:30:00Z",
    resolution: "a backup arrived",
  };
}
