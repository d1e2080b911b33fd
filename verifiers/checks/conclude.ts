import { type Check, PROOF_LEVELS, type Proof, type ProofLevel } from "../../schemas/proof.ts";

/** Below `restored` it is the bytes that are no backup; from there on the restore is what fails. */
const DAMAGE_LEVELS: readonly ProofLevel[] = ["exists", "whole", "sound"];

export type Conclusion = Pick<Proof, "level" | "outcome" | "failure">;

/**
 * What the checks amount to. Nothing starts out good: a level is reached only where it and all
 * before it have a check and no check but passes.
 */
export function conclude(checks: readonly Check[], wanted: ProofLevel): Conclusion {
  let level: ProofLevel | null = null;
  for (const next of PROOF_LEVELS) {
    const own = checks.filter((check) => check.level === next);
    if (own.length === 0 || own.some(({ verdict }) => verdict !== "pass")) break;
    level = next;
  }
  const failed = checks.find(({ verdict }) => verdict === "fail");
  if (failed) {
    const damaged = DAMAGE_LEVELS.includes(failed.level);
    return { level, outcome: "failed", failure: damaged ? "copy-damaged" : "restore-failed" };
  }
  const reached = level !== null && reaches(level, wanted);
  return { level, outcome: reached ? "proven" : "unproven", failure: null };
}

/**
 * Whether later row counts can be held against this proof's: all was right, or all but a restore,
 * which was not to be had here.
 */
export function hasRightRows({ checks, level }: Pick<Proof, "checks" | "level">): boolean {
  return (
    level !== null &&
    reaches(level, "sound") &&
    checks.some((check) => check.level === "right") &&
    checks.every(
      (check) =>
        check.verdict === "pass" ||
        (check.verdict === "inconclusive" && check.level === "restored" && level === "sound"),
    )
  );
}

export function reaches(level: ProofLevel, wanted: ProofLevel): boolean {
  return PROOF_LEVELS.indexOf(level) >= PROOF_LEVELS.indexOf(wanted);
}
