import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import { expiringFromToJson, type LastPoint } from "./last-point.ts";

export function expiringMatter(subject: string): Matter {
  return { kind: "last-proof-expiring", subject, about: "" };
}

type About = {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  readonly retention: NonNullable<Policy["retention"]>;
  readonly everyMs: number;
};

export function tellExpiring(about: About, point: LastPoint): Fault {
  const { series, subject, zone, retention } = about;
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
      keepMs: retention.keep,
      keptUntil: instantToJson(keptUntilMs),
      purgeWithinMs: retention.purgeWithin,
      purgeBy: instantToJson(purgeByMs),
      removedAt: removedAtMs === null ? null : instantToJson(removedAtMs),
      ...expiringFromToJson(point, about.everyMs),
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
