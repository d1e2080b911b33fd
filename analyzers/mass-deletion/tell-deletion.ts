import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { presentCopies } from "../copies/copy-scene.ts";
import type { Fault, Matter } from "../findings/judgement.ts";
import type { Run } from "../runs/run.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import type { EarlyEnd } from "./early-ends.ts";
import type { VaultCounts } from "./vault-deletions.ts";

type About = {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  readonly onset: string;
};

/** What decided that they are many. */
export type DeletionBounds = {
  readonly rule: "series" | "vault";
  readonly windowMs: number;
  readonly runsMin?: number;
} & Partial<VaultCounts>;

type Lost = {
  readonly ends: readonly EarlyEnd[];
  readonly lastGood: Run | null;
  readonly bounds: DeletionBounds;
};

export function deletionMatter(subject: string): Matter {
  return { kind: "mass-deletion", subject, about: "" };
}

/** Many restore points end too early; the last one of the series that is left is named. */
export function tellDeletion(
  { series, subject, zone, onset }: About,
  { ends, lastGood, bounds }: Lost,
): Fault {
  const numbers = countEnds(ends);
  return {
    ...deletionMatter(subject),
    onset,
    severity: "critical",
    series,
    collector: null,
    slotMs: null,
    runId: null,
    copy: ends[0]?.place ?? null,
    evidence: { ...numbers, ...bounds, lastGood: lastGood && lastGoodToJson(lastGood) },
    summary: summarize({ series, zone }, numbers, lastGood),
  };
}

type Numbers = ReturnType<typeof countEnds>;

function countEnds(ends: readonly EarlyEnd[]) {
  const instants = ends.map(({ atMs }) => atMs).sort((a, b) => a - b);
  const begun = ends.map(({ beganAtMs }) => beganAtMs).sort((a, b) => a - b);
  return {
    runs: new Set(ends.map(({ runId }) => runId)).size,
    removed: ends.filter(({ how }) => how === "removed").length,
    locksCut: ends.filter(({ how }) => how === "lock cut").length,
    from: instantToJson(instants[0] ?? 0),
    to: instantToJson(instants.at(-1) ?? 0),
    madeOverMs: (begun.at(-1) ?? 0) - (begun[0] ?? 0),
    vaults: [...new Set(ends.map(({ place }) => place.vault))].sort(),
  };
}

function lastGoodToJson(run: Run) {
  const place = presentCopies(run)[0]?.place;
  return {
    runId: run.runId,
    finishedAt: run.success ? instantToJson(run.success.finishedAtMs) : null,
    vault: place?.vault ?? null,
    uri: place?.uri ?? null,
  };
}

function summarize(
  { series, zone }: Pick<About, "series" | "zone">,
  { runs, vaults, from }: Numbers,
  lastGood: Run | null,
) {
  const { en, fr } = saySeries(series);
  const where = vaults.join(", ");
  const since = sayInstant(Date.parse(from), zone);
  const left = lastGood?.success ? sayInstant(lastGood.success.finishedAtMs, zone) : null;
  const many = runs > 1;
  return {
    en:
      `Copies of ${runs} ${many ? "runs" : "run"} of the ${en} were removed or unlocked before ` +
      `their time in ${where} since ${since}; ` +
      (left ? `the newest run left ended at ${left}.` : "no run has a copy left."),
    fr:
      `Des copies de ${runs} ${many ? "exécutions" : "exécution"} de la ${fr} ont été supprimées ` +
      `ou déverrouillées avant terme dans ${where} depuis le ${since} ; ` +
      (left
        ? `la dernière exécution qui reste a fini le ${left}.`
        : "aucune exécution n'a plus de copie."),
  };
}
