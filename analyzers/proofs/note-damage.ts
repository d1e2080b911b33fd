import type { Proof } from "../../schemas/proof.ts";
import type { Damage } from "../copies/copy.ts";
import type { Run } from "../runs/run.ts";
import { reachesLevel } from "./reaches-level.ts";

/** Notes what a proof shows of a run's copy; true where that was not known before. */
export function noteDamage({ copies }: Run, proof: Proof): boolean {
  const copy = copies.get(proof.copy.uri);
  if (!copy) return false;
  const before = copy.damage;
  copy.damage = damageBy(proof, before);
  return copy.damage?.atMs !== before?.atMs;
}

/**
 * What is known against a copy after a proof of it. Only what cannot be restored is damage: a
 * backup that restores and is not right can be restored, and a fault of the key, the sandbox or a
 * policy is none of the copy's.
 */
function damageBy(proof: Proof, before: Damage | null): Damage | null {
  const failed = proof.checks.find(({ verdict }) => verdict === "fail");
  const { fault = "backup", level } = failed ?? {};
  if (proof.outcome === "failed" && level !== undefined && level !== "right")
    return fault === "backup" || fault === "chain"
      ? { atMs: Date.parse(proof.finishedAt), level }
      : before;
  return before && reachesLevel(proof, before.level) ? null : before;
}
