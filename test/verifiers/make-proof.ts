import type { UnsealedProof } from "../../verifiers/proof/seal-proof.ts";

/** A proof of `runId`, as a verification writes it before it is sealed. */
export function makeProof(runId: string): UnsealedProof {
  return {
    version: 1,
    id: runId.padStart(32, "0"),
    series: {
      tenant: "acme",
      environment: "production",
      product: "visitor",
      site: "paris",
      assetKind: "sql-database",
      instance: "pg-1",
      asset: "VisitorDb",
      backupType: "full",
    },
    runId,
    copy: {
      role: "primary",
      vault: "dc1",
      uri: "file:///vaults/dc1/visitor.sql",
      sizeBytes: 1_234,
      checksum: { algorithm: "sha256", value: "9f86d081" },
    },
    wanted: "right",
    level: "right",
    outcome: "proven",
    failure: null,
    checks: [
      {
        name: "row-counts",
        level: "right",
        verdict: "pass",
        observed: { tables: 2, rows: 5_000 },
        reason: { en: "As many rows as before.", fr: "Autant de lignes qu'avant." },
      },
    ],
    rowCounts: { "public.visits": 5_000, "public.badges": 12 },
    newestRowAt: "2026-11-20T00:00:00Z",
    engine: "PostgreSQL 18.3 (PGlite 0.5.8)",
    startedAt: "2026-11-20T06:00:00Z",
    finishedAt: "2026-11-20T06:00:02Z",
    restoreSeconds: 1.25,
    reason: "due",
  };
}
