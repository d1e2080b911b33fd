import type { Series } from "../../schemas/series.ts";
import { bytesToJson } from "../../schemas/size.ts";
import type { Judgement, Matter } from "../findings/judgement.ts";
import type { Run, Success } from "../runs/run.ts";
import { sayBytes } from "../wording/say-bytes.ts";
import { saySeries } from "../wording/say-series.ts";
import type { SizeStep } from "./size-history.ts";

type Scene = {
  readonly series: Series;
  readonly subject: string;
  readonly run: Run;
  readonly success: Success;
  readonly slotMs: number | null;
  readonly step: SizeStep;
  /** Runs before this one that were found undersized and are not resolved. */
  readonly openRunIds: readonly string[];
};

/**
 * Judges a run by its size: smaller than its own history or its policy allows. A run of its usual
 * size resolves what was open.
 */
export function detectUndersized(scene: Scene): readonly Judgement[] {
  const { step, openRunIds, run } = scene;
  if (step.judgement.verdict !== "found")
    return [...openRunIds, run.runId].map((runId) => clear(scene, runId, "back to its usual size"));
  const found = tell(scene);
  if (!step.adopted) return found;
  const all = [...openRunIds, run.runId];
  return [...found, ...all.map((runId) => clear(scene, runId, "new level adopted"))];
}

function matterOf(scene: Scene, runId: string): Matter {
  return { kind: "undersized", subject: scene.subject, about: runId };
}

function clear(scene: Scene, runId: string, resolution: string): Judgement {
  return { verdict: "clear", matter: matterOf(scene, runId), resolution };
}

function tell(scene: Scene): readonly Judgement[] {
  const { judgement } = scene.step;
  if (judgement.verdict !== "found") return [];
  const { severity, rule, numbers } = judgement;
  const fault = {
    ...matterOf(scene, scene.run.runId),
    onset: scene.run.runId,
    severity,
    series: scene.series,
    collector: null,
    slotMs: scene.slotMs,
    runId: scene.run.runId,
    copy: null,
    evidence: { rule, ...numbers, bytes: bytesToJson(scene.success.sizeBytes) },
    summary: summarize(scene, numbers.expectedBytes, rule === "minimum" ? numbers.minBytes : null),
  };
  return [{ verdict: "found", fault }];
}

function summarize(scene: Scene, expectedBytes: number | null, minBytes: number | null) {
  const { en, fr } = saySeries(scene.series);
  const size = sayBytes(scene.success.sizeBytes);
  const limit = sayBytes(minBytes ?? expectedBytes ?? 0);
  return minBytes !== null
    ? {
        en: `The ${en} has only ${size.en}; its policy asks for at least ${limit.en}.`,
        fr: `La ${fr} ne fait que ${size.fr} ; sa politique en exige au moins ${limit.fr}.`,
      }
    : {
        en: `The ${en} has only ${size.en}; about ${limit.en} were expected.`,
        fr: `La ${fr} ne fait que ${size.fr} ; environ ${limit.fr} étaient attendus.`,
      };
}
