import type { Risk } from "./candidate.ts";

/** A size that differs by more than this share from the last proven one has changed. */
const SIZE_CHANGE = 0.25;
/** A vault's turn comes every two periods where there are two. */
const PERIODS_PER_VAULT = 2;

export type RiskFacts = {
  readonly isNewest: boolean;
  readonly bornAtMs: number;
  /** When the series was first observed. */
  readonly seriesSinceMs: number;
  readonly sizeBytes: number;
  /** Its own last attempt, and the last one of its series in its vault; null for never. */
  readonly triedAtMs: number | null;
  readonly vaultTriedAtMs: number | null;
  /** When the newest open finding about its run, or about itself, opened; null without one. */
  readonly foundAtMs: number | null;
  /** When the last upgrade that was announced for the series began; null without one. */
  readonly upgradedAtMs: number | null;
  /** The newest copy of the series that is proven and there; null without one. */
  readonly proven: { readonly bornAtMs: number; readonly sizeBytes: number } | null;
  readonly seriesTriedAtMs: number | null;
  readonly everyMs: number;
  readonly keepMs: number | null;
};

type When = { readonly nowMs: number; readonly nextRoundMs: number };

/** Why a copy deserves a look before its series is due; each reason ends with an attempt at it. */
export function listRisks(facts: RiskFacts, { nowMs, nextRoundMs }: When): readonly Risk[] {
  const { isNewest, bornAtMs, triedAtMs, foundAtMs, upgradedAtMs } = facts;
  const { proven, seriesTriedAtMs, sizeBytes, keepMs, everyMs } = facts;
  const isUntried = triedAtMs === null;
  const risks: Risk[] = [];
  if (isNewest && isUntried && proven && keepMs !== null) {
    const roundAfterMs = nextRoundMs + (nextRoundMs - nowMs);
    if (proven.bornAtMs + keepMs <= roundAfterMs) risks.push("last-proof-expiring");
  }
  if (foundAtMs !== null && (isUntried || triedAtMs < foundAtMs)) risks.push("anomaly");
  if (isNewest && upgradedAtMs !== null && bornAtMs >= upgradedAtMs) {
    if (seriesTriedAtMs === null || seriesTriedAtMs < upgradedAtMs) risks.push("upgrade");
  }
  if (isNewest && isUntried && proven && hasChanged(sizeBytes, proven.sizeBytes))
    risks.push("size-change");
  if (isNewest && isUntried) {
    const sinceMs = facts.vaultTriedAtMs ?? facts.seriesSinceMs;
    if (nextRoundMs - sinceMs > PERIODS_PER_VAULT * everyMs) risks.push("long-unproven");
  }
  return risks;
}

function hasChanged(sizeBytes: number, beforeBytes: number): boolean {
  return Math.abs(sizeBytes - beforeBytes) > SIZE_CHANGE * beforeBytes;
}
