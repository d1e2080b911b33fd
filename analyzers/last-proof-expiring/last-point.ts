import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import { type Copy, presentObservations } from "../copies/copy.ts";
import { nextProofMs, proofGraceMs } from "../proof-overdue/proof-deadline.ts";
import type { ProvenCopy } from "../proofs/proof-memory.ts";

const HOUR_MS = 3_600_000;
/** Long enough before the end of a retention to prove another, over a weekend too. */
const FORETELL_MS = 72 * HOUR_MS;
/** Nobody waits longer than until so long before the last moment of a purge. */
const LATEST_MS = 24 * HOUR_MS;

/** The newest point of a series of which a copy is proven, and when it may go and must be gone. */
export type LastPoint = {
  readonly copy: ProvenCopy;
  readonly runFinishedAtMs: number;
  readonly keptUntilMs: number;
  readonly purgeByMs: number;
  /** Null while it is there. */
  readonly removedAtMs: number | null;
};

export function lastPointOf(
  proven: ProvenCopy,
  {
    stored,
    runFinishedAtMs,
    retention: { keep, purgeWithin },
  }: {
    readonly stored: Copy;
    readonly runFinishedAtMs: number;
    readonly retention: NonNullable<Policy["retention"]>;
  },
): LastPoint {
  const present = presentObservations(stored);
  const lockedMs = present.map(({ lockedUntilMs }) => lockedUntilMs ?? 0);
  const keptUntilMs = Math.max(runFinishedAtMs + keep, ...lockedMs);
  const removedAtMs = present.length > 0 ? null : stored.removedAtMs;
  const purgeByMs = keptUntilMs + purgeWithin;
  return { copy: proven, runFinishedAtMs, keptUntilMs, purgeByMs, removedAtMs };
}

/**
 * As of when it is told: within 72 h of the end of its retention, and once the next proof should
 * have been there, or the purge is a day away.
 */
export function expiringFromMs(
  { copy, keptUntilMs, purgeByMs }: LastPoint,
  everyMs: number,
): number {
  const nextMs = nextProofMs(copy.finishedAtMs, everyMs);
  return Math.max(keptUntilMs - FORETELL_MS, Math.min(nextMs, purgeByMs - LATEST_MS));
}

/** Of what that is the sum. */
export function expiringFromToJson(point: LastPoint, everyMs: number) {
  const graceMs = proofGraceMs(everyMs);
  const expiringSince = instantToJson(expiringFromMs(point, everyMs));
  return { everyMs, graceMs, foretellMs: FORETELL_MS, latestMs: LATEST_MS, expiringSince };
}
