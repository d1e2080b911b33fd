import type { Verification } from "../../schemas/proof.ts";

type Copy = Verification["copy"];

/** Copies in a vault before those elsewhere. */
export function nearFirst(copies: readonly Copy[], vault: string): readonly Copy[] {
  const isNear = (copy: Copy) => copy.vault === vault;
  return [...copies.filter(isNear), ...copies.filter((copy) => !isNear(copy))];
}
