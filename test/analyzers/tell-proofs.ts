import { advanceThrough } from "../../analyzers/detection/advance-through.ts";
import { createDetection } from "../../analyzers/detection/create-detection.ts";
import type { Decision } from "../../schemas/decision.ts";
import type { VigieEvent } from "../../schemas/events.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";
import { NO_PROOF_BEFORE } from "../../verifiers/proof/seal-proof.ts";
import { makeProof } from "../verifiers/make-proof.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { heartbeat, hour, instant, readPolicy, speakOf } from "./tell-story.ts";

const { succeeded, observed } = speakOf(VISITOR_DB);
const VAULTS = ["primary-vault", "duplicate-vault"];
export const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });
export const DAY = 24;

let serial = 0;
export function aProof(runId: string, at: number, more: Partial<Proof> = {}): Proof {
  serial += 1;
  const role = more.copy?.role ?? "primary";
  const vault = `${role}-vault`;
  const failed = more.outcome === "failed";
  const made = makeProof(runId);
  return proofSchema.parse({
    ...made,
    id: serial.toString(16).padStart(32, "0"),
    series: VISITOR_DB,
    runId,
    copy: { ...made.copy, role, vault, uri: `file:///${role}/${runId}` },
    ...{ startedAt: instant(at), finishedAt: instant(at) },
    ...(failed && { level: null, failure: "copy-damaged", restoreSeconds: null }),
    ...{ previous: NO_PROOF_BEFORE, hash: "0".repeat(64), key: "0".repeat(64), signature: "" },
    ...more,
    ...(more.copy && { copy: { ...made.copy, role, vault, uri: `file:///${role}/${runId}` } }),
    ...(failed && {
      checks: [{ ...made.checks[0], verdict: "fail", level: "sound", ...more.checks?.[0] }],
    }),
  });
}
export const DUPLICATE = { copy: { ...makeProof("1").copy, role: "duplicate" } } as const;

/** A story that hears proofs too, as the live analysis does. */
export function tellProofs(
  policy: object,
  since: { readonly verificationsSinceMs?: Map<string, number> } = {},
) {
  const policies = [readPolicy(policy)];
  const detection = createDetection({ policies, hearsProofs: true, ...since });
  const findings = new Map<string, Finding>();
  const note = (changes: readonly Finding[]) => {
    for (const finding of changes) findings.set(finding.id, findingSchema.parse(finding));
  };
  const until = (at: number) => note(advanceThrough(detection, hour(at)));
  return {
    until,
    at: (at: number, ...events: readonly VigieEvent[]) => {
      until(at);
      for (const event of events) note(detection.accept(event, hour(at)));
    },
    prove: (at: number, ...proofs: readonly Proof[]) => {
      until(at);
      for (const one of proofs) note(detection.acceptProof(one, hour(at)));
    },
    decide: (at: number, decision: Decision) => {
      until(at);
      note(detection.acceptDecision(decision, hour(at)));
    },
    /** The series as people see it since it last looked different. */
    seen: () => detection.changedSeries().at(-1),
    find: (kind: string) => [...findings.values()].filter((finding) => finding.kind === kind),
    isOpen: (kind: string) =>
      [...findings.values()].some((one) => one.kind === kind && one.resolvedAt === null),
  };
}

/** A run that ended at so many hours, with a copy in both vaults. */
export const backup = (runId: string, at: number) => [
  succeeded(runId, [at - 1, at]),
  observed(runId, "primary", at),
  observed(runId, "duplicate", at),
];
