import { comparePair, type Pair } from "../copies/compare-pair.ts";
import { type CopyScene, isPastDeadline, type Said } from "../copies/copy-scene.ts";
import { pairEvidence } from "../copies/pair-evidence.ts";
import { saySeries } from "../wording/say-series.ts";
import type { Habit } from "./habit.ts";

/**
 * Whether the two copies of a run can be compared. That they cannot is said only once all that
 * could have been said of both was said.
 */
export const detectUnverified: Habit = {
  kind: "copy-unverified",
  resolution: "the copies of a later run can be compared",
  judge: (scene) => {
    const pair = comparePair(scene);
    if (!pair || !scene.counts) return null;
    if (pair.comparison !== "copy-unverified") return { is: "good" };
    return isPastDeadline(scene) ? { is: "bad", said: say(scene, pair) } : null;
  },
};

function say(scene: CopyScene, pair: Pair): Said {
  const { en, fr } = saySeries(scene.series);
  return {
    severity: "info",
    copy: pair.copy,
    evidence: pairEvidence(pair),
    summary: {
      en: `The two copies of the ${en} cannot be compared: no checksum that both have.`,
      fr: `Les deux copies de la ${fr} ne peuvent être comparées : aucune empreinte commune.`,
    },
  };
}
