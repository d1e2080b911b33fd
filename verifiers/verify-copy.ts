import { createHash } from "node:crypto";
import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import { openObject, type Vault } from "../platform/objects/open-object.ts";
import { instantToJson } from "../schemas/instant.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Check, Proof, ProofLevel, Verification } from "../schemas/proof.ts";
import { checkExists } from "./checks/check-exists.ts";
import { conclude, reaches } from "./checks/conclude.ts";
import { type FindReading, findChecksum } from "./checks/find-checksum.ts";
import { judgeCleanup } from "./checks/judge-cleanup.ts";
import { judgeFormat } from "./checks/judge-format.ts";
import { judgeReport } from "./checks/judge-report.ts";
import { listSkipped } from "./checks/list-skipped.ts";
import { readTwice } from "./checks/read-twice.ts";
import { timeCheck } from "./checks/time-check.ts";
import { detectFormat, FORMATS } from "./formats/detect-format.ts";
import type { UnsealedProof } from "./proof/seal-proof.ts";
import type { Sandboxes, SandboxReport } from "./sandboxes/pglite/open-sandboxes.ts";

export type VerifyOptions = {
  readonly sandboxes: Sandboxes;
  readonly clock: Clock;
  readonly policy: Policy | null;
  /** The newest proof of the series that reached `right`. */
  readonly last: Proof | null;
  readonly bytesMax: number;
  /** Where copies may be read from. */
  readonly vaults: readonly Vault[];
  /** Where nothing else is known of a copy's bytes. */
  readonly findReading?: FindReading;
  /** The version of Vigie, which the proof names. */
  readonly version?: string;
};

type Seen = {
  readonly report: SandboxReport | null;
  readonly read: NonNullable<Proof["read"]> | null;
};

const NOTHING_READ: Seen = { report: null, read: null };

/**
 * Verifies one copy, level by level, as far as is wanted or as it goes. A copy that cannot be read
 * is not judged.
 */
export async function verifyCopy(
  verification: Verification,
  options: VerifyOptions,
): Promise<UnsealedProof> {
  const { series, runId, copy, level: wanted, reason } = verification;
  const startedMs = options.clock.nowMs();
  const seen = await runChecks(verification, options);
  const { report, read } = seen;
  const sandbox = report && { ended: report.ended, cleanup: report.cleanup };
  const checks = [...seen.checks, ...judgeCleanup(sandbox)].map(nameFault);
  const newestMs = report?.content?.newest?.newestMs ?? null;
  return {
    version: 1,
    id: createHash("sha256").update(verification.id).digest("hex").slice(0, 32),
    series,
    runId,
    copy,
    wanted,
    ...conclude(checks, wanted),
    checks,
    skipped: [...listSkipped(checks, wanted)],
    read,
    rowCounts: report?.content?.rowCounts ?? null,
    newestRowAt: newestMs === null ? null : instantToJson(newestMs),
    engine: report?.restored?.engine ?? null,
    sandbox,
    ...(options.version !== undefined && { vigie: options.version }),
    startedAt: instantToJson(startedMs),
    finishedAt: instantToJson(options.clock.nowMs()),
    restoreSeconds: report?.restored?.verdict === "pass" ? report.seconds : null,
    reason,
  };
}

async function runChecks(
  verification: Verification,
  options: VerifyOptions,
): Promise<Seen & { readonly checks: readonly Check[] }> {
  const checks: Check[] = [];
  try {
    return { checks, ...(await addChecks(checks, verification, options)) };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    return { checks: [...checks, unreadable(checks, error)], report: null, read: null };
  }
}

/**
 * Adds checks in the order of their levels until one has not passed that the next would stand on.
 */
async function addChecks(
  checks: Check[],
  verification: Verification,
  options: VerifyOptions,
): Promise<Seen> {
  const { copy, level: wanted } = verification;
  const { clock } = options;
  const place = openObject(copy.uri, options.vaults, copy.vault);
  const exists = await timeCheck(clock, () => checkExists(copy, place));
  checks.push(exists);
  if (exists.verdict !== "pass" || !reaches(wanted, "whole")) return NOTHING_READ;
  const sizeBytes = Number(copy.sizeBytes);
  if (sizeBytes > options.bytesMax) {
    checks.push(tooLarge(sizeBytes, options.bytesMax));
    return NOTHING_READ;
  }
  const checksum = await findChecksum(copy, place, options.findReading ?? (async () => null));
  const whole = await readTwice(checksum, () => place.store.read(place.name), clock);
  const read = { bytes: whole.bytesRead, sha256: whole.sha256 };
  checks.push(whole.check);
  if (whole.check.verdict === "fail" || !reaches(wanted, "sound")) return { report: null, read };
  const detected = detectFormat(whole.head);
  const before = provenFormat(options.last);
  const { format, check } = judgeFormat({ detected, sizeBytes, uri: copy.uri, before });
  if (format === null) {
    checks.push(check);
    return { report: null, read };
  }
  const freshness = options.policy?.verification?.freshness ?? null;
  const report = await options.sandboxes.verify(
    { kind: format, gzip: detected.gzip, restore: reaches(wanted, "restored"), freshness },
    place.store.read(place.name),
  );
  const context = { format, sha256: whole.sha256, freshness, ...options, verification };
  checks.push(...judgeReport(report, context));
  return { report, read };
}

/** A check that fails speaks of the copy, unless it says that another is at fault. */
function nameFault(check: Check): Check {
  return check.verdict === "fail" ? { fault: "backup", ...check } : check;
}

function provenFormat(last: Proof | null) {
  const sound = last?.checks.find(({ name }) => name === "structure");
  return FORMATS.find((format) => format === sound?.observed["format"]) ?? null;
}

function tooLarge(sizeBytes: number, bytesMax: number): Check {
  const reason = {
    en: `The copy has ${sizeBytes} bytes; verification.bytesMax allows ${bytesMax}.`,
    fr: `La copie fait ${sizeBytes} octets ; verification.bytesMax en permet ${bytesMax}.`,
  };
  const observed = { sizeBytes, bytesMax };
  return {
    name: "checksum",
    level: "whole",
    verdict: "inconclusive",
    observed,
    reason,
    fault: "policy",
  };
}

function unreadable(checks: readonly Check[], error: OperatingError): Check {
  const level: ProofLevel =
    checks.length === 0 ? "exists" : checks.length === 1 ? "whole" : "sound";
  const observed = { error: error.message, hint: error.hint ?? null };
  const reason = {
    en: `The copy could not be examined: ${error.message}.`,
    fr: `La copie n'a pas pu être examinée : ${error.message}.`,
  };
  return { name: "access", level, verdict: "inconclusive", observed, reason };
}
