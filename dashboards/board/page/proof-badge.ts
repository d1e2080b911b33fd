import type { Proof } from "../../../schemas/proof.ts";
import { element } from "./element.ts";
import type { IconName } from "./icon.ts";
import { badge } from "./view.ts";
import type { Words } from "./words.ts";
import type { Tone } from "./worst-first.ts";

const LEVELS = ["exists", "whole", "sound", "restored", "right"] as const;
const OUTCOMES: Readonly<Record<Proof["outcome"], readonly [IconName, Tone]>> = {
  proven: ["proven", "good"],
  failed: ["proofFailed", "critical"],
  unproven: ["unproven", "unknown"],
};

/** A proof's outcome; a series without any proof is never shown as good. */
export function proofBadge(proof: Pick<Proof, "outcome"> | null, words: Words) {
  if (!proof) return badge("unproven", "unknown", words.proofs.never);
  const [name, tone] = OUTCOMES[proof.outcome];
  return badge(name, tone, words.outcomes[proof.outcome]);
}

/** How far a proof got: five steps, and the word of the last one reached. */
export function proofLevel(proof: Pick<Proof, "level" | "wanted">, words: Words) {
  const reached = proof.level === null ? -1 : LEVELS.indexOf(proof.level);
  const wanted = LEVELS.indexOf(proof.wanted);
  const steps = LEVELS.map((_, step) =>
    element("i", { class: step <= reached ? "reached" : step <= wanted ? "wanted" : null }),
  );
  const word = proof.level === null ? words.proofs.noLevel : words.levels[proof.level];
  const title = words.proofs.levelOf(word, words.levels[proof.wanted]);
  return element(
    "span",
    { class: "level", title },
    element("span", { class: "steps", "aria-hidden": "true" }, ...steps),
    word,
  );
}
