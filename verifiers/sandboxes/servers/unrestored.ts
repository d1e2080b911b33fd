import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Check, FaultClass } from "../../../schemas/proof.ts";
import type { SandboxReport, SandboxStep } from "../sandbox.ts";

type Refusal = {
  readonly fault: Exclude<FaultClass, "backup">;
  readonly reason: Bilingual;
  readonly observed: Check["observed"];
};

/** A step that could not be taken, through no fault of the copy's own bytes. */
export function refusedStep(name: string, startedAtMs: number, refusal: Refusal): SandboxStep {
  return { name, verdict: "inconclusive", startedAtMs, seconds: 0, ...refusal };
}

/**
 * What is reported of a copy that was not restored for the last of these steps; one that passed
 * restored nothing.
 */
export function unrestored(steps: readonly SandboxStep[]): SandboxReport {
  const last = steps.at(-1);
  const judged = last && { verdict: last.verdict, reason: last.reason, observed: last.observed };
  const isTold = judged && judged.verdict !== "pass";
  return {
    ...{ ended: "done", steps, sound: judged ?? null },
    ...{ restored: isTold ? { ...judged, engine: null } : null, content: null },
    ...{ sha256: null, seconds: 0, cleanup: "done" },
  };
}
