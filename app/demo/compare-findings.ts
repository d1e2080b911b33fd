import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import { type ExpectedFinding, expectFindings, findingKey } from "./expect-findings.ts";
import type { PlantedFault } from "./faults.ts";
import type { PlannedRun } from "./plan-nights.ts";
import type { Backup } from "./production/start-production.ts";

export type Row = { readonly expected: ExpectedFinding | null; readonly found: Finding | null };

export type Comparison = {
  /** Planted beside found: a row with an empty side is a fault of Vigie. */
  readonly rows: readonly Row[];
  readonly proofs: readonly Proof[];
  /** Proofs whose row counts are not what production had, as sentences. */
  readonly wrongProofs: readonly string[];
  /** Series that no proof shows to be right. */
  readonly unproven: readonly string[];
  /** Both sides are equal, and every proof says what production had. */
  readonly equal: boolean;
};

type Sides = {
  readonly planted: readonly PlantedFault[];
  readonly runs: readonly PlannedRun[];
  readonly backups: ReadonlyMap<PlannedRun, Backup>;
  readonly findings: readonly Finding[];
  readonly proofs: readonly Proof[];
};

/**
 * Compares what was planted with everything that was found, open or resolved, and proofs with
 * production.
 */
export function compareFindings({ planted, runs, backups, findings, proofs }: Sides): Comparison {
  const left = new Map(findings.map((finding) => [keyOf(finding), finding]));
  const doubled = findings.filter((finding) => left.get(keyOf(finding)) !== finding);
  const expectedRows = expectFindings(planted, runs).map((expected): Row => {
    const found = left.get(expected.key) ?? null;
    left.delete(expected.key);
    return { expected, found };
  });
  const unexpected = [...left.values(), ...doubled].map(
    (found): Row => ({ expected: null, found }),
  );
  const rows = [...expectedRows, ...unexpected];
  const wrongProofs = proofs.flatMap((proof) => judgeProof(proof, runs, backups));
  const unproven = findUnproven(runs, proofs);
  const equal =
    rows.every(({ expected, found }) => expected && found) &&
    wrongProofs.length === 0 &&
    unproven.length === 0;
  return { rows, proofs, wrongProofs, unproven, equal };
}

function keyOf(finding: Finding): string {
  const { kind, series, slot, runId, copy } = finding;
  if (!series) return `${kind} ${finding.collector ?? "Vigie"}`;
  return findingKey(kind, { series, slot, runId, role: copy?.role ?? null });
}

function judgeProof(
  proof: Proof,
  runs: readonly PlannedRun[],
  backups: ReadonlyMap<PlannedRun, Backup>,
): readonly string[] {
  if (proof.outcome !== "proven") return [];
  const run = findRun(proof, runs);
  const rows = run && backups.get(run)?.rows;
  const name = `${seriesKey(proof.series)} ${proof.runId}`;
  if (!rows || !proof.rowCounts) return [`${name}: proven without row counts to compare`];
  return Object.entries(rows).flatMap(([table, count]) => {
    const proven = proof.rowCounts?.[table];
    return proven === count
      ? []
      : [`${name}: ${table} has ${proven ?? "no"} rows in the proof and ${count} in production`];
  });
}

function findRun(proof: Proof, runs: readonly PlannedRun[]): PlannedRun | undefined {
  const key = seriesKey(proof.series);
  return runs.find((run) => run.runId === proof.runId && seriesKey(run.target.series) === key);
}

function findUnproven(runs: readonly PlannedRun[], proofs: readonly Proof[]): readonly string[] {
  const proven = new Set(
    proofs
      .filter(({ outcome, level }) => outcome === "proven" && level === "right")
      .map(({ series }) => seriesKey(series)),
  );
  const all = new Set(runs.map(({ target }) => seriesKey(target.series)));
  return [...all].filter((key) => !proven.has(key));
}
