import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { Judgement } from "../findings/judgement.ts";
import type { Run, Success } from "../runs/run.ts";
import { sayBytes } from "../wording/say-bytes.ts";
import { saySeries } from "../wording/say-series.ts";
import { emptyBytesMax } from "./judge-size.ts";
import type { Drift } from "./level-drift.ts";
import type { SizeMeasure } from "./measure-size.ts";
import type { Excuse, SizeStep } from "./step-size.ts";

const LOG_DECIMALS = 9;
const KINDS = ["undersized", "oversized"] as const;
const WHY_EXCUSED: Readonly<Record<Excuse, string>> = {
  right: "a size like it is right, as was said",
  announced: "a change was announced",
  "quiet day": "as small as on its quiet days",
  "same weekday": "as usual on its weekday",
  "month end": "as large as at an earlier month's end",
  "former level": "back at its former level",
  "purged again": "as far down as it was purged before",
};

type Scene = {
  readonly series: Series;
  readonly subject: string;
  readonly run: Run;
  readonly success: Success;
  readonly slotMs: number | null;
  readonly minBytes: number | null;
  readonly step: SizeStep;
  /** Runs before this one whose size was told and is not resolved. */
  readonly openRunIds: readonly string[];
};

/**
 * Judges a run by its size: out of its own history, or less than its policy allows. A run of its
 * usual size resolves what was open.
 */
export function detectSize(scene: Scene): readonly Judgement[] {
  const { step, openRunIds, run } = scene;
  const all = [...openRunIds, run.runId];
  const found = tell(scene);
  if (found.length === 0) {
    const back = step.isAfterDrift ? "new level adopted" : "back to its usual size";
    const why = step.excuse ? WHY_EXCUSED[step.excuse] : back;
    return all.flatMap((runId) => clear(scene, runId, why));
  }
  if (!step.adopted) return found;
  return [...found, ...all.flatMap((runId) => clear(scene, runId, "new level adopted"))];
}

/** Whether people are told of a run's size. */
export function isTold({ verdict, excuse }: SizeStep): boolean {
  return verdict.verdict === "out" && excuse === null;
}

function clear({ subject }: Scene, runId: string, resolution: string): readonly Judgement[] {
  return KINDS.map((kind) => {
    const matter = { kind, subject, about: runId };
    return { verdict: "clear", matter, resolution };
  });
}

/** A run that was too large by what was known at first may be too small by what is known now. */
function tell(scene: Scene): readonly Judgement[] {
  const { series, subject, slotMs, step } = scene;
  const { runId } = scene.run;
  const { verdict } = step;
  if (verdict.verdict !== "out" || !isTold(step)) return [];
  const { kind, severity } = verdict;
  const other = KINDS[kind === "undersized" ? 1 : 0];
  const matter = { kind: other, subject, about: runId };
  const fault = {
    ...{ kind, subject, about: runId, onset: runId, severity, series, slotMs, runId },
    ...{ collector: null, copy: null },
    evidence: evidenceOf(scene),
    summary: summarize(scene),
  };
  return [
    { verdict: "clear", matter, resolution: `${kind} by what is known now` },
    { verdict: "found", fault },
  ];
}

/** Logs are natural; `change` is that of the size by what was expected, `z` is it in `scale`s. */
function evidenceOf(scene: Scene) {
  const { step, success, minBytes } = scene;
  const { verdict, measure, thresholds, drift } = step;
  if (drift) return driftEvidence(scene, drift);
  return {
    rule: verdict.verdict === "out" ? verdict.rule : null,
    bytes: bytesToJson(success.sizeBytes),
    minBytes,
    ...emptyOf(step),
    runs: measure?.runs ?? 0,
    expectedBytes: measure && Math.round(Math.exp(measure.expectedLog)),
    change: measure?.change ?? null,
    scale: measure?.scale ?? null,
    z: measure?.z ?? null,
    ...limitsOf(measure?.change ?? 0, thresholds),
    level: measure?.baseline.level ?? null,
    center: measure?.baseline.center ?? null,
    season: measure?.seasonOffset ?? null,
    growth: measure && growthOf(measure),
  };
}

/** `change` is that of what is usual by what was usual `since`, season aside. */
function driftEvidence({ step, success }: Scene, { from, to, z, zMax, changeMax }: Drift) {
  return {
    rule: "drift",
    bytes: bytesToJson(success.sizeBytes),
    runs: step.measure?.runs ?? 0,
    usualBytes: Math.round(Math.exp(to.log)),
    formerBytes: Math.round(Math.exp(from.log)),
    since: instantToJson(from.atMs),
    change: to.log - from.log,
    scale: step.measure?.scale ?? null,
    ...{ z, zMax, changeMax },
  };
}

/** What is left of the expected: its growth since the last run, and the part of the day. */
function growthOf({ expectedLog, seasonOffset, baseline: { center, level } }: SizeMeasure): number {
  return Number((expectedLog - center - level - seasonOffset).toFixed(LOG_DECIMALS));
}

function emptyOf({ verdict, measure }: SizeStep) {
  const isRule = verdict.verdict === "out" && verdict.rule === "empty";
  return isRule ? { emptyBytes: measure ? Math.floor(emptyBytesMax(measure)) : 0 } : {};
}

/** What `z` and `change` had to be beyond. */
function limitsOf(change: number, thresholds: SizeStep["thresholds"]) {
  if (!thresholds) return {};
  const { scales, fall, rise } = thresholds;
  return change < 0 ? { zMax: -scales, changeMax: -fall } : { zMin: scales, changeMin: rise };
}

function summarize({ step, series, success, minBytes }: Scene) {
  const { verdict, measure } = step;
  const { en, fr } = saySeries(series);
  const size = sayBytes(success.sizeBytes);
  if (verdict.verdict === "out" && verdict.rule === "minimum") {
    const limit = sayBytes(minBytes ?? 0);
    return {
      en: `The ${en} has only ${size.en}; its policy asks for at least ${limit.en}.`,
      fr: `La ${fr} ne fait que ${size.fr} ; sa politique en exige au moins ${limit.fr}.`,
    };
  }
  if (step.drift) return summarizeDrift(step.drift, saySeries(series));
  if (!measure) return { en: `The ${en} is empty.`, fr: `La ${fr} est vide.` };
  const usual = sayBytes(Math.round(Math.exp(measure.expectedLog)));
  return measure.change > 0
    ? {
        en: `The ${en} has as much as ${size.en}; about ${usual.en} was expected.`,
        fr: `La ${fr} atteint ${size.fr} ; taille attendue : environ ${usual.fr}.`,
      }
    : {
        en: `The ${en} has only ${size.en}; about ${usual.en} was expected.`,
        fr: `La ${fr} ne fait que ${size.fr} ; taille attendue : environ ${usual.fr}.`,
      };
}

function summarizeDrift({ from, to }: Drift, { en, fr }: ReturnType<typeof saySeries>) {
  const [before, now] = [from, to].map(({ log }) => sayBytes(Math.round(Math.exp(log))));
  const days = Math.round(to.days - from.days);
  return {
    en: `The ${en} has shrunk by and by in ${days} days, from about ${before?.en} to ${now?.en}.`,
    fr: `La ${fr} a rétréci peu à peu en ${days} jours, d'environ ${before?.fr} à ${now?.fr}.`,
  };
}
