import { instantToJson, nearestWritable } from "../schemas/instant.ts";
import type { Check, Verification } from "../schemas/proof.ts";
import { type CheckOptions, checkCopy } from "./check-copy.ts";
import { conclude } from "./checks/conclude.ts";
import { judgeCleanup } from "./checks/judge-cleanup.ts";
import { listSkipped } from "./checks/list-skipped.ts";
import { proofId } from "./proof/proof-id.ts";
import type { UnsealedProof } from "./proof/seal-proof.ts";

export type VerifyOptions = CheckOptions & {
  /** The version of Vigie, which the proof names. */
  readonly version?: string;
};

/**
 * Verifies one copy, level by level, as far as is wanted or as it goes. A copy that cannot be read
 * is not judged.
 */
export async function verifyCopy(
  verification: Verification,
  options: VerifyOptions,
): Promise<UnsealedProof> {
  const { series, runId, copy, level: wanted, reason, drawn, request } = verification;
  const { clock, version } = options;
  const startedMs = clock.nowMs();
  const seen = await checkCopy(verification, options);
  const { report, read, rowCounts, chain, target } = seen;
  const sandbox = report && { ended: report.ended, cleanup: report.cleanup };
  const checks = [...seen.checks, ...judgeCleanup(sandbox)].map(nameFault);
  const newestMs = report?.content?.newest?.newestMs ?? null;
  return {
    version: 1,
    id: proofId(verification),
    series,
    runId,
    copy,
    wanted,
    ...conclude(checks, wanted),
    checks,
    skipped: [...listSkipped(checks, wanted)],
    read,
    ...(chain && { chain: [...chain] }),
    ...(target && { target }),
    rowCounts: report?.content?.rowCounts ?? rowCounts,
    newestRowAt: newestMs === null ? null : instantToJson(nearestWritable(newestMs)),
    engine: report?.restored?.engine ?? null,
    sandbox,
    ...(version !== undefined && { vigie: version }),
    startedAt: instantToJson(startedMs),
    finishedAt: instantToJson(Math.max(startedMs, clock.nowMs())),
    restoreSeconds: report?.restored?.verdict === "pass" ? report.seconds : null,
    reason,
    ...(drawn && { drawn }),
    ...(request !== undefined && { request }),
  };
}

/** A check that fails speaks of the copy, unless it says that another is at fault. */
function nameFault(check: Check): Check {
  return check.verdict === "fail" ? { fault: "backup", ...check } : check;
}
