import type { Meter } from "@opentelemetry/api";
import { LONG_SECONDS_BUCKETS } from "../../platform/telemetry/buckets.ts";
import type { Proof } from "../../schemas/proof.ts";
import type { Sandbox } from "../sandboxes/sandbox.ts";

const OUTCOMES: readonly Proof["outcome"][] = ["proven", "failed", "unproven"];

/** The same sandboxes, which tell how long each took. */
export function measureSandboxes(sandboxes: readonly Sandbox[], meter: Meter): readonly Sandbox[] {
  const seconds = meter.createHistogram("vigie_sandbox_seconds", {
    description: "How long a sandbox took to examine or restore one copy",
    unit: "s",
    advice: { explicitBucketBoundaries: LONG_SECONDS_BUCKETS },
  });
  return sandboxes.map((sandbox) => ({
    ...sandbox,
    verify: async (request, signal) => {
      const report = await sandbox.verify(request, signal);
      seconds.record(report.seconds, { kind: request.format });
      return report;
    },
  }));
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
