import { PROOF_LEVELS, type Proof } from "../../schemas/proof.ts";
import type { Damage } from "../copies/copy.ts";

/**
 * What is known against a copy after a proof of it. Only what cannot be restored is damage: a
 * backup that restores and is not right can be restored, and a fault of the key, the sandbox or a
 * policy is none of the copy's.
 */
export function damageBy(proof: Proof, before: Damage | null): Damage | null {
  const failed = proof.checks.find(({ verdict }) => verdict === "fail");
  const { fault = "backup", level } = failed ?? {};
  if (proof.outcome === "failed" && level !== undefined && level !== "right")
    return fault === "backup" || fault === "chain"
      ? { atMs: Date.parse(proof.finishedAt), level }
      : before;
  return before && reachesLevel(proof, before.level) ? null : before;
}

/** Whether all checks of a proof up to a level have said yes. */
export function reachesLevel({ level }: Pick<Proof, "level">, wanted: Proof["wanted"]): boolean {
  return level !== null && PROOF_LEVELS.indexOf(level) >= PROOF_LEVELS.indexOf(wanted);
}
