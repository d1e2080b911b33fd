import { PROOF_LEVELS, type Proof } from "../../schemas/proof.ts";

/** Whether all checks of a proof up to a level have said yes. */
export function reachesLevel({ level }: Pick<Proof, "level">, wanted: Proof["wanted"]): boolean {
  return level !== null && PROOF_LEVELS.indexOf(level) >= PROOF_LEVELS.indexOf(wanted);
}
