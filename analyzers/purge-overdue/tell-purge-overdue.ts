import { instantToJson } from "../../schemas/instant.ts";
import type { Policy } from "../../schemas/policy.ts";
import type { Series } from "../../schemas/series.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { KeptCopy, KeptProof } from "./create-kept-copies.ts";

type About = {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  readonly vault: string;
  readonly retention: Policy["retention"];
};
type Overdue = {
  readonly oldest: KeptCopy;
  readonly copies: number;
  readonly since: string;
  readonly proof: KeptProof;
};

export function overdueMatter(subject: string, vault: string): Matter {
  return { kind: "purge-overdue", subject, about: vault };
}

/** `since` names the copy that began it: more and fewer are the same finding until none is left. */
export function tellPurgeOverdue(about: About, overdue: Overdue): Fault {
  const { series, subject, zone, vault, retention } = about;
  const { oldest, copies, since, proof } = overdue;
  const { en, fr } = saySeries(series);
  const by = sayInstant(oldest.purgeByMs, zone);
  const one = copies === 1;
  return {
    ...overdueMatter(subject, vault),
    onset: `${vault}\n${since}`,
    severity: "warning",
    series,
    collector: null,
    slotMs: null,
    runId: oldest.runId,
    copy: oldest.place,
    evidence: {
      copies,
      finishedAt: instantToJson(oldest.finishedAtMs),
      ...(retention && { keepMs: retention.keep, purgeWithinMs: retention.purgeWithin }),
      purgeBy: instantToJson(oldest.purgeByMs),
      lastObservedAt: instantToJson(oldest.seenAtMs),
      ...proofToJson(proof),
    },
    summary: {
      en:
        `${copies} ${one ? "copy" : "copies"} of the ${en} ${one ? "is" : "are"} still in ${vault} ` +
        `after retention; the oldest was to be purged by ${by}.`,
      fr:
        `${copies} ${one ? "copie" : "copies"} de la ${fr} ${one ? "reste" : "restent"} dans ` +
        `${vault} après rétention ; la plus ancienne devait être purgée au ${by}.`,
    },
  };
}

function proofToJson({ watermarkMs, inventoriesSince }: KeptProof) {
  return {
    ...(watermarkMs !== undefined && { watermark: instantToJson(watermarkMs) }),
    ...(inventoriesSince !== undefined && { inventoriesSince }),
  };
}
