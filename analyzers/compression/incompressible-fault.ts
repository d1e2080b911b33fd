import { instantToJson } from "../../schemas/instant.ts";
import type { Series } from "../../schemas/series.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { Fault } from "../findings/judgement.ts";
import type { Success } from "../runs/run.ts";
import { sayBytes } from "../wording/say-bytes.ts";
import { sayInstant } from "../wording/say-instant.ts";
import { saySeries } from "../wording/say-series.ts";
import { encryptedShare } from "./judge-ratio.ts";
import type { RatioBaseline } from "./ratio-baseline.ts";
import type { RatioStep } from "./step-ratio.ts";

const RATIO_DIGITS = 3;

type Scene = {
  readonly series: Series;
  readonly subject: string;
  readonly zone: string;
  readonly slotMs: number | null;
  readonly success: Success;
  readonly step: RatioStep;
  readonly baseline: RatioBaseline;
  /** The last run whose ratio was as usual. */
  readonly lastGood: RatioStep | null;
};

/** The fault of a run that was stored in more than its own history lets expect. */
export function incompressibleFault(scene: Scene): Fault {
  const { series, subject, slotMs, success, step, baseline, lastGood } = scene;
  const { sizeBytes, storedBytes } = success;
  return {
    ...{ kind: "incompressible", subject, about: step.runId, onset: step.runId },
    ...{ severity: "critical", series, collector: null, slotMs, runId: step.runId, copy: null },
    evidence: {
      rule: step.isCreep ? "creep" : "run",
      bytes: bytesToJson(sizeBytes),
      storedBytes: storedBytes === null ? null : bytesToJson(storedBytes),
      ratio: Math.exp(step.ratioLog),
      ...(step.isCreep && { middleRatio: Math.exp(baseline.center + step.deviation) }),
      usualRatio: Math.exp(baseline.center),
      runs: baseline.runs,
      scale: baseline.scale,
      deviation: step.deviation,
      z: step.deviation / baseline.scale,
      limit: step.limit,
      encryptedShare: encryptedShare(step.ratioLog, baseline.center),
      usualBytes: Math.round(Math.exp(baseline.sizeCenter)),
      lastGoodRunId: lastGood?.runId ?? null,
      lastGoodFinishedAt: lastGood ? instantToJson(lastGood.finishedAtMs) : null,
    },
    summary: summarize(scene),
  };
}

function summarize({ series, zone, success, step, baseline, lastGood }: Scene) {
  const { en, fr } = saySeries(series);
  const [raw, stored] = [sayBytes(success.sizeBytes), sayBytes(success.storedBytes ?? 0n)];
  const [now, usual] = [sayRatio(step.ratioLog), sayRatio(baseline.center)];
  const good = lastGood && `${lastGood.runId}, ${sayInstant(lastGood.finishedAtMs, zone)}`;
  return {
    en:
      `The ${en} was compressed from ${raw.en} to ${stored.en} only, by ${now.en}; ${usual.en} ` +
      `is usual: perhaps encrypted by somebody else.${good ? ` Last good run: ${good}.` : ""}`,
    fr:
      `La ${fr} n'est passée que de ${raw.fr} à ${stored.fr} à la compression, d'un facteur ` +
      `${now.fr} au lieu de ${usual.fr} : peut-être chiffrée par un tiers.` +
      `${good ? ` Dernière bonne exécution : ${good}.` : ""}`,
  };
}

function sayRatio(log: number) {
  const digits = String(Number(Math.exp(log).toPrecision(RATIO_DIGITS)));
  return { en: digits, fr: digits.replace(".", ",") };
}
