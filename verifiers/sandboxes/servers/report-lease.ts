import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { DamagedCopy } from "../../formats/damaged-copy.ts";
import { ExpandedTooFar } from "../../formats/expand-gzip.ts";
import type { SandboxReport, SandboxStep } from "../sandbox.ts";
import { type Lease, type LeaseOptions, openLease } from "./open-lease.ts";
import { refusedStep, unrestored } from "./unrestored.ts";

const TOO_LARGE = {
  en: "The copy expands past the bytes that a sandbox may take.",
  fr: "La copie décompressée dépasse le nombre d'octets qu'un bac à sable accepte.",
};

/**
 * Does the work of one sandbox and ends it, whatever happened. Rejects where the copy could not be
 * read, or the sandbox not be set up.
 */
export async function reportLease(
  options: LeaseOptions,
  work: (lease: Lease) => Promise<SandboxReport>,
): Promise<SandboxReport> {
  const { clock } = options;
  const lease = await openLease(options);
  let report: SandboxReport;
  try {
    report = await work(lease);
  } catch (error) {
    const known = explain(error, lease);
    if (known === null) {
      await lease.release();
      throw error;
    }
    report = known;
  }
  const ended = lease.ended() ?? report.ended;
  const seconds = secondsSince(clock, lease.startedAtMs);
  return { ...report, ended, seconds, cleanup: await lease.release() };
}

/** What fails since the sandbox was ended is no news; null where the error is. */
function explain(error: unknown, lease: Lease): SandboxReport | null {
  if (error instanceof DamagedCopy) return unrestored([damaged(error, lease)]);
  if (error instanceof ExpandedTooFar) {
    const refusal = { fault: "sandbox", reason: TOO_LARGE, observed: {} } as const;
    return unrestored([refusedStep("structure", lease.startedAtMs, refusal)]);
  }
  return lease.ended() !== null && !(error instanceof OperatingError) ? unrestored([]) : null;
}

function damaged({ fault }: DamagedCopy, { startedAtMs }: Lease): SandboxStep {
  const judged = { verdict: "fail", reason: fault, observed: {}, fault: "backup" } as const;
  return { name: "structure", ...judged, startedAtMs, seconds: 0 };
}
