import type { Proof } from "../../schemas/proof.ts";
import type { PromiseSubject } from "../proofs/promise-watch.ts";
import { detectRtoBreach, restoreMsOf } from "./detect.ts";

type Known = { measuredAtMs: number; since: string | null };

const unmeasured = (): Known => ({ measuredAtMs: Number.NEGATIVE_INFINITY, since: null });

/** The newest measured restore of one series, against its RTO. */
export function createRtoWatch({ world, protection, memory }: PromiseSubject) {
  const rtoMs = protection.policy.policy.objectives?.rto;
  const known = memory.of("rto", unmeasured);

  function accept(proof: Proof, nowMs: number) {
    const restoreMs = restoreMsOf(proof);
    const atMs = Date.parse(proof.finishedAt);
    if (rtoMs === undefined || restoreMs === null || atMs < known.measuredAtMs) return;
    known.measuredAtMs = atMs;
    const judgement = detectRtoBreach({ proof, restoreMs, rtoMs, since: known.since });
    known.since = judgement.verdict === "found" ? (known.since ?? proof.id) : null;
    world.ledger.settle(judgement, nowMs);
  }

  return { accept };
}
