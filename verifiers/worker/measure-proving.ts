import type { Meter } from "@opentelemetry/api";
import { LONG_SECONDS_BUCKETS } from "../../platform/telemetry/buckets.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { Sandboxes } from "../sandboxes/pglite/open-sandboxes.ts";

const OUTCOMES: readonly Proof["outcome"][] = ["proven", "failed", "unproven"];

/** The same sandboxes, which tell how long each took, and of which something may be left. */
export function measureSandboxes(sandboxes: Sandboxes, meter: Meter): Sandboxes {
  const seconds = meter.createHistogram("vigie_sandbox_seconds", {
    description: "How long a sandbox took to examine or restore one copy",
    unit: "s",
    advice: { explicitBucketBoundaries: LONG_SECONDS_BUCKETS },
  });
  const left = meter.createCounter("vigie_sandboxes_left_total", {
    description: "Sandboxes that could not be removed: restored data may still be there",
  });
  left.add(0);
  return {
    ...sandboxes,
    verify: async (request, bytes) => {
      const report = await sandboxes.verify(request, bytes);
      if (report.cleanup === "failed") left.add(1);
      seconds.record(report.seconds, { kind: request.kind });
      return report;
    },
  };
}

export type ProofCounter = (outcome: Proof["outcome"]) => void;

/** Counts proofs as they are sealed; one that is only written again is not another. */
export function createProofCounter(meter: Meter): ProofCounter {
  const proofs = meter.createCounter("vigie_proofs_total", {
    description: "Proofs that were sealed",
  });
  for (const outcome of OUTCOMES) proofs.add(0, { outcome });
  return (outcome) => proofs.add(1, { outcome });
}
