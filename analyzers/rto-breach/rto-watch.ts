import type { Proof } from "../../schemas/proof.ts";
import type { PromiseSubject } from "../proofs/promise-watch.ts";
import { detectRtoBreach, restoreMsOf } from "./detect.ts";

/** The newest measured restore of one series, against its RTO. */
export function createRtoWatch({ world, protection }: PromiseSubject) {
  const rtoMs = protection.policy.policy.objectives?.rto;
  let measuredAtMs = Number.NEGATIVE_INFINITY;
  let since: string | null = null;

  function accept(proof: Proof, nowMs: number) {
    const restoreMs = restoreMsOf(proof);
    const atMs = Date.parse(proof.finishedAt);
    if (rtoMs === undefined || restoreMs === null || atMs < measuredAtMs) return;
    measuredAtMs = atMs;
    const judgement = detectRtoBreach({ proof, restoreMs, rtoMs, since });
    since = judgement.verdict === "found" ? (since ?? proof.id) : null;
    world.ledger.settle(judgement, nowMs);
  }

  return { accept };
}
