import type { Check } from "../../schemas/proof.ts";

/**
 * What a copy's own reader found, and what its sandbox did. What the reader cannot tell, of an
 * encrypted backup for one, its engine does.
 */
export function joinStructure(structure: Check, judged: readonly Check[]): readonly Check[] {
  if (structure.verdict !== "pass") return judged;
  const isRepeated = ({ level, verdict }: Check) => level === "sound" && verdict === "pass";
  return [structure, ...judged.filter((one) => !isRepeated(one))];
}
