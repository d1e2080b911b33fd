import type { Candidate } from "../../../verifiers/rounds/candidate.ts";
import { makeProof } from "../make-proof.ts";

export const NOW_MS = Date.parse("2026-11-20T06:00:00Z");
export const DAY_MS = 86_400_000;

/** The primary copy of a run of last night in `dc1`, of a series that was never tried. */
export function aCandidate(asset: string, changes: Partial<Candidate> = {}): Candidate {
  const { series, copy } = makeProof("1");
  const { vault = "dc1", role = "primary", ...rest } = changes.copy ?? {};
  const bornAtMs = changes.bornAtMs ?? NOW_MS - DAY_MS / 4;
  return {
    series: { ...series, asset },
    runId: "run-1",
    runStartedAtMs: bornAtMs,
    lastAttempt: null,
    isNewest: true,
    bornAtMs,
    seriesSinceMs: NOW_MS - 30 * DAY_MS,
    vaultTriedAtMs: null,
    everyMs: 7 * DAY_MS,
    level: "right",
    risks: [],
    seconds: 60,
    ...changes,
    copy: { ...copy, uri: `file:///vaults/${vault}/${asset}.sql`, ...rest, vault, role },
  };
}

/** The same copy in the other vault. */
export function duplicateOf(candidate: Candidate, changes: Partial<Candidate> = {}): Candidate {
  const { sizeBytes, checksum } = candidate.copy;
  const { asset } = candidate.series;
  const uri = `file:///vaults/dc2/${asset}.sql`;
  const copy = { role: "duplicate", vault: "dc2", uri, sizeBytes, checksum } as const;
  return { ...candidate, ...changes, copy };
}
