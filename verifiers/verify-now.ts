import { randomUUID } from "node:crypto";
import { OperatingError } from "../platform/errors/operating-error.ts";
import { instantToJson } from "../schemas/instant.ts";
import type { Proof, ProofLevel } from "../schemas/proof.ts";
import { askVerification } from "./copies/ask-verification.ts";
import { findTarget, type Target } from "./copies/find-target.ts";
import { openProver, type VerifyingOptions } from "./worker/open-prover.ts";

type Options = VerifyingOptions & {
  readonly target: Target;
  readonly level: ProofLevel;
  /** An instant to restore to, by the log that holds it. */
  readonly atMs?: number | undefined;
};

/**
 * Verifies one copy at once and writes its proof, as `vigie verify` does. Null where it was
 * stopped.
 */
export async function verifyNow(options: Options): Promise<Proof | null> {
  const { store, clock, target, level, atMs } = options;
  const copy = await findTarget(store, target, atMs);
  if (copy === "never-observed") throw neverObserved(target);
  if (copy === "not-reached") throw notReached(target, atMs);
  const prover = await openProver(options);
  const asked = askVerification(copy, {
    ...{ level, reason: "asked", askedAtMs: clock.nowMs() },
    ...(atMs !== undefined && { targetAt: instantToJson(atMs) }),
  });
  return prover.prove({ ...asked, id: randomUUID() });
}

function neverObserved(target: Target): OperatingError {
  return new OperatingError(`Cannot verify ${nameOf(target)} as no copy of it was ever observed`, {
    retryable: false,
    hint: "see `vigie status` for the series that are known",
  });
}

function notReached(target: Target, atMs = 0): OperatingError {
  const at = instantToJson(atMs);
  return new OperatingError(`Cannot restore ${nameOf(target)} to ${at} as no log of it holds it`, {
    retryable: false,
    hint: "ask for an instant before its last log backup began",
  });
}

function nameOf(target: Target): string {
  return "uri" in target ? target.uri : `series ${target.series.asset}`;
}
