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

/** A copy that was only read, but never restored, is not known to be restorable. */
const RESTORED = LEVELS.indexOf("restored");

/** A proof's outcome, and to which level; what was never restored is never shown as good. */
export function proofBadge(proof: Pick<Proof, "outcome" | "level"> | null, words: Words) {
  if (!proof) return badge("unproven", "unknown", words.proofs.never);
  const { outcome, level } = proof;
  const [name, tone] = OUTCOMES[outcome];
  if (outcome !== "proven" || level === null) return badge(name, tone, words.outcomes[outcome]);
  const isRestored = LEVELS.indexOf(level) >= RESTORED;
  return badge(name, isRestored ? tone : "unknown", words.proofs.provenTo(words.levels[level]));
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
