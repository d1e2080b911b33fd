import type { Finding } from "../../schemas/finding.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { SeriesState } from "../../schemas/series-state.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { NOW_MS } from "./make-event.ts";

export const FINDING: Finding = {
  id: "0".repeat(32),
  version: 2,
  kind: "missing",
  severity: "critical",
  series: VISITOR_DB,
  slot: "2026-11-20T00:00:00Z",
  runId: null,
  copy: null,
  collector: null,
  parent: null,
  openedAt: "2026-11-20T06:00:00.500Z",
  resolvedAt: null,
  resolution: null,
  evidence: {},
  summary: { en: "Missing", fr: "Manquante" },
};

export const PROOF: Proof = {
  version: 1,
  id: "1".repeat(32),
  series: VISITOR_DB,
  runId: "b6a9",
  copy: { role: "primary", vault: "dc1", uri: "file:///a", sizeBytes: 1, checksum: null },
  wanted: "right",
  level: "right",
  outcome: "proven",
  failure: null,
  checks: [],
  rowCounts: { "public.visits": 5_000 },
  newestRowAt: null,
  engine: null,
  startedAt: "2026-11-20T06:00:00Z",
  finishedAt: "2026-11-20T06:01:00Z",
  restoreSeconds: 1.5,
  reason: "due",
  previous: "0".repeat(64),
  hash: "a".repeat(64),
  key: "b".repeat(64),
  signature: "c2lnbmF0dXJl",
};

export const STATE: SeriesState = {
  series: VISITOR_DB,
  version: NOW_MS,
  policy: null,
  state: "filled",
  slot: null,
  nextSlot: "2026-11-21T00:00:00+01:00",
  lastSuccessAt: null,
  lastSizeBytes: 81234567890,
  updatedAt: "2026-11-20T06:00:00Z",
};
