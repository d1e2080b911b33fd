import type { Check, Proof } from "../../schemas/proof.ts";

const LEFT = {
  en: "The sandbox could not be removed: restored data may still be there.",
  fr: "Le bac à sable n'a pas pu être supprimé : des données restaurées y sont peut-être encore.",
};

/**
 * What is left of a sandbox says nothing against the copy, and yet the proof stays `unproven`: who
 * proves by leaving restored data about has proven too little.
 */
export function judgeCleanup(sandbox: Proof["sandbox"]): readonly Check[] {
  if (sandbox?.cleanup !== "failed") return [];
  const check = { name: "cleanup", level: "restored", verdict: "inconclusive" } as const;
  return [{ ...check, observed: { ...sandbox }, reason: LEFT, fault: "sandbox" }];
}
