import { logSize, RUNS_MIN, type SizeBaseline } from "./size-baseline.ts";

/** A false alarm a series in about 400 years of daily runs, were logs of sizes normal. */
const Z_MAX = -4.5;
const LOG_DROP_MAX = -0.1;
const LOST_BYTES_MIN = 16 * 1024;
/**
 * Less than half of what is usual, or a third less and three times as far out as what is told at
 * all.
 */
const CRITICAL_SHARE_MAX = 0.5;
const CRITICAL_Z_MAX = 3 * Z_MAX;
const CRITICAL_LOG_DROP_MAX = -0.35;
/** An empty archive or an error page in the place of a backup. */
const EMPTY_BYTES_MAX = 4 * 1024;
const EMPTY_USUAL_BYTES_MIN = 64 * 1024;
const EMPTY_SHARE_MAX = 0.01;

export type SizeNumbers = {
  readonly bytes: number;
  readonly minBytes: number | null;
  readonly runs: number;
  readonly expectedBytes: number | null;
  readonly scale: number | null;
  readonly z: number | null;
  readonly logDrop: number | null;
  /** Lower than both is told. */
  readonly zMax: number;
  readonly logDropMax: number;
};

type Limits = {
  readonly minBytes: number | null;
  /** By how much the thresholds of its statistics are wider: 1 unless people said false alarm. */
  readonly widening: number;
};

export type SizeJudgement = { readonly numbers: SizeNumbers } & (
  | { readonly verdict: "clear" | "unknown" }
  | {
      readonly verdict: "found";
      readonly severity: "critical" | "warning";
      /** `minimum` and `empty` are rules without statistics. */
      readonly rule: "minimum" | "empty" | "baseline";
    }
);

/**
 * Judges whether a run is smaller than its policy or its own history allows; rules hold from the
 * first run on, statistics from `RUNS_MIN` earlier ones.
 */
export function judgeSize(
  bytes: number,
  baseline: SizeBaseline | null,
  limits: Limits,
): SizeJudgement {
  const numbers = measure(bytes, baseline, limits);
  const { minBytes } = limits;
  if (minBytes !== null && bytes < minBytes)
    return { verdict: "found", severity: "critical", rule: "minimum", numbers };
  if (isEmpty(numbers)) return { verdict: "found", severity: "critical", rule: "empty", numbers };
  if (!baseline || baseline.runs < RUNS_MIN) return { verdict: "unknown", numbers };
  if (!isLow(numbers)) return { verdict: "clear", numbers };
  const severity = isCritical(numbers) ? "critical" : "warning";
  return { verdict: "found", severity, rule: "baseline", numbers };
}

function measure(bytes: number, baseline: SizeBaseline | null, { minBytes, widening }: Limits) {
  const logDrop = baseline && logSize(bytes) - baseline.center;
  return {
    bytes,
    minBytes,
    runs: baseline?.runs ?? 0,
    expectedBytes: baseline && Math.round(Math.exp(baseline.center)),
    scale: baseline?.scale ?? null,
    z: baseline && logDrop !== null ? logDrop / baseline.scale : null,
    logDrop,
    zMax: Z_MAX * widening,
    logDropMax: LOG_DROP_MAX * widening,
  };
}

function isEmpty({ bytes, expectedBytes }: SizeNumbers): boolean {
  if (expectedBytes === null) return false;
  if (bytes <= EMPTY_BYTES_MAX && expectedBytes > EMPTY_USUAL_BYTES_MIN) return true;
  return bytes <= EMPTY_SHARE_MAX * expectedBytes;
}

function isLow(numbers: SizeNumbers): boolean {
  const { bytes, expectedBytes, z, logDrop, zMax, logDropMax } = numbers;
  if (expectedBytes === null || z === null || logDrop === null) return false;
  return z < zMax && logDrop < logDropMax && expectedBytes - bytes >= LOST_BYTES_MIN;
}

function isCritical({ bytes, expectedBytes, z, logDrop }: SizeNumbers): boolean {
  if (expectedBytes === null || z === null || logDrop === null) return false;
  if (bytes <= CRITICAL_SHARE_MAX * expectedBytes) return true;
  return z < CRITICAL_Z_MAX && logDrop < CRITICAL_LOG_DROP_MAX;
}
