import { randomUUID } from "node:crypto";
import { OperatingError } from "../platform/errors/operating-error.ts";
import type { Proof, ProofLevel } from "../schemas/proof.ts";
import type { Series } from "../schemas/series.ts";
import { askVerification } from "./copies/ask-verification.ts";
import { readCopies } from "./copies/read-copies.ts";
import { openProver, type VerifyingOptions } from "./worker/open-prover.ts";

type Options = VerifyingOptions & {
  /**
   * A series, of which the newest run's copy is taken (the primary first), or a copy's own
   * address.
   */
  readonly target: { readonly series: Series } | { readonly uri: string };
  readonly level: ProofLevel;
};

/**
 * Verifies one copy at once and writes its proof, as `vigie verify` does. Null where it was
 * stopped.
 */
export async function verifyNow(options: Options): Promise<Proof | null> {
  const { store, clock, target, level } = options;
  const [copy] = await readCopies(store, target);
  if (!copy) {
    const named = "uri" in target ? target.uri : `series ${target.series.asset}`;
    throw new OperatingError(`Cannot verify ${named} as no copy of it was ever observed`, {
      retryable: false,
      hint: "see `vigie status` for the series that are known",
    });
  }
  const prover = await openProver(options);
  const asked = askVerification(copy, { level, reason: "asked", askedAtMs: clock.nowMs() });
  return prover.prove({ ...asked, id: randomUUID() });
}
