import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import { type Copy, presentObservations } from "../copies/copy.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { nextProofMs } from "../proof-overdue/proof-deadline.ts";
import type { ProvenCopy } from "../proofs/proof-memory.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";

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
export function expiringFromMs({ copy, keptUntilMs, purgeByMs }: LastPoint, everyMs: number) {
  const nextMs = nextProofMs(copy.finishedAtMs, everyMs);
  return Math.max(keptUntilMs - FORETELL_MS, Math.min(nextMs, purgeByMs - LATEST_MS));
}

export function expiringMatter(subject: string): Matter {
  return { kind: "last-proof-expiring", subject, about: "" };
}

type About = { readonly series: Series; readonly subject: string; readonly zone: string };

export function tellExpiring({ series, subject, zone }: About, point: LastPoint): Fault {
  const { copy, keptUntilMs, purgeByMs, removedAtMs } = point;
  const { en, fr } = saySeries(series);
  const [of, from, by] = [point.runFinishedAtMs, keptUntilMs, purgeByMs].map((atMs) =>
    sayInstant(atMs, zone),
  );
  const gone = removedAtMs === null ? null : sayInstant(removedAtMs, zone);
  return {
    ...expiringMatter(subject),
    onset: copy.proof,
    severity: "critical",
    series,
    collector: null,
    slotMs: null,
    runId: copy.runId,
    copy: copy.place,
    evidence: {
      ...{ proof: copy.proof, level: copy.level },
      provenAt: instantToJson(copy.finishedAtMs),
      runFinishedAt: instantToJson(point.runFinishedAtMs),
      keptUntil: instantToJson(keptUntilMs),
      purgeBy: instantToJson(purgeByMs),
      removedAt: removedAtMs === null ? null : instantToJson(removedAtMs),
    },
    summary: gone
      ? {
          en: `The last proven copy of the ${en}, of ${of}, is gone since ${gone}, and no newer one is proven.`,
          fr: `La dernière copie prouvée de la ${fr}, du ${of}, a disparu le ${gone}, et aucune plus récente n'est prouvée.`,
        }
      : {
          en: `The last proven copy of the ${en}, of ${of}, may be purged from ${from} on and will be by ${by}; no newer one is proven.`,
          fr: `La dernière copie prouvée de la ${fr}, du ${of}, peut être purgée dès le ${from} et le sera au ${by} ; aucune plus récente n'est prouvée.`,
        },
  };
}
