import type { Extent } from "../baselines/extent-of.ts";
import type { Side } from "../baselines/level-step.ts";
import type { RatioBaseline } from "./ratio-baseline.ts";

const KIB = 1_024;
/** Of scales: the ratio alone. */
const Z_MAX = 4.5;
/** Of scales, where the backup is larger than usual as well, or the run before was as strange. */
const Z_SUPPORTED_MAX = 3.5;
/** What lies further out teaches nothing of what is usual, even if it is not told. */
const LEARNED_Z_MAX = 3.5;
const LEARNED_LOG_MAX = 0.04;
const SIZE_Z_MIN = 2;
const SIZE_LOG_MIN = { full: 0.07, partial: Math.log(1.5) } as const;
const LOG_DROP_MIN = 0.06;
/** Of small backups it is headers that decide the ratio. */
const EXTRA_BYTES_MIN = 64 * KIB;
/** What was hardly compressed before cannot show that it no longer is. */
const HEADROOM_LOG_MIN = Math.log(1.15);
/** Other settings or contents may store half as much again, hardly more. */
const EXPLAINED_LOG_DROP_MAX = Math.log(1.5);
const LOST_RATIO_MAX = 1.1;
/** What is encrypted grows a little when it is compressed. */
const ENCRYPTED_RATIO = 0.99;

function hasHeadroom({ center }: RatioBaseline): boolean {
  return center >= HEADROOM_LOG_MIN;
}

/** Which side of its baseline a deviation lies on, too far out to be learnt from. */
export function sideOfRatio({ scale }: RatioBaseline, deviation: number): Side | null {
  if (Math.abs(deviation) < Math.max(LEARNED_Z_MAX * scale, LEARNED_LOG_MAX)) return null;
  return deviation > 0 ? "high" : "low";
}

/**
 * How far below the usual the log of a run's ratio must lie for a person to hear of it; never where
 * little was compressed before, or little is stored besides.
 */
export function toldBelow(
  baseline: RatioBaseline,
  run: { readonly sizeLog: number; readonly extent: Extent; readonly isSecond: boolean },
  deviation: number,
): number {
  if (!hasHeadroom(baseline)) return Number.NEGATIVE_INFINITY;
  const usualStored = Math.exp(run.sizeLog - baseline.center);
  if (usualStored * Math.expm1(-deviation) < EXTRA_BYTES_MIN) return Number.NEGATIVE_INFINITY;
  const zMax = run.isSecond || isLarge(baseline, run) ? Z_SUPPORTED_MAX : Z_MAX;
  return -Math.max(LOG_DROP_MIN, zMax * baseline.scale);
}

/** Whoever encrypts rewrites: an increment, and sometimes the whole, grows. */
function isLarge(
  { sizeCenter, sizeScale }: RatioBaseline,
  { sizeLog, extent }: { readonly sizeLog: number; readonly extent: Extent },
): boolean {
  const above = sizeLog - sizeCenter;
  return above > SIZE_LOG_MIN[extent] && above > SIZE_Z_MIN * sizeScale;
}

/** Whether an announced change can be the reason: an attacker may choose its night. */
export function isExplainable(deviation: number): boolean {
  return deviation >= -EXPLAINED_LOG_DROP_MAX;
}

/** What was compressed well is not at all any more: it becomes no new level by lasting. */
export function isLost(ratioLog: number, deviation: number): boolean {
  return ratioLog < Math.log(LOST_RATIO_MAX) && !isExplainable(deviation);
}

/** The share of encrypted data that would explain a ratio where another is usual; 0 to 1. */
export function encryptedShare(ratioLog: number, usualLog: number): number {
  const [now, usual] = [Math.exp(-ratioLog), Math.exp(-usualLog)];
  return Math.min(1, Math.max(0, (now - usual) / (1 / ENCRYPTED_RATIO - usual)));
}
