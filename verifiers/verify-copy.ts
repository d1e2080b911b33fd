import { createHash } from "node:crypto";
import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import { toByteSource } from "../platform/objects/byte-source.ts";
import type { ObjectHead, ObjectStore } from "../platform/objects/object-store.ts";
import { openObject } from "../platform/objects/open-object.ts";
import { instantToJson } from "../schemas/instant.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Check, Proof, ProofLevel, Verification } from "../schemas/proof.ts";
import { checkExists } from "./checks/check-exists.ts";
import { checkStructure, skipRestore } from "./checks/check-structure.ts";
import { checkWhole } from "./checks/check-whole.ts";
import { conclude, reaches } from "./checks/conclude.ts";
import { judgeFormat } from "./checks/judge-format.ts";
import { judgeReport } from "./checks/judge-report.ts";
import type { Inspect } from "./formats/child/create-inspector.ts";
import { detectFormat } from "./formats/detect-format.ts";

import type { UnsealedProof } from "./proof/seal-proof.ts";
import { restoreInSandbox } from "./sandboxes/restore-in-sandbox.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "./sandboxes/sandbox.ts";

export type VerifyOptions = {
  /** In order of preference. */
  readonly sandboxes: readonly Sandbox[];
  /** Ends what runs in a sandbox. */
  readonly signal: AbortSignal;
  /** Reads a copy's format where nothing is restored. */
  readonly inspect: Inspect;
  readonly clock: Clock;
  readonly policy: Policy | null;
  /** The newest proof of the series that reached `right`. */
  readonly last: Proof | null;
  readonly bytesMax: number;
  /** Directories that copies may be read from. */
  readonly vaults: readonly string[];
};

type Seen = {
  readonly report: SandboxReport | null;
  /** As the format's reader counted them; null where it cannot, or a sandbox did. */
  readonly rowCounts: Proof["rowCounts"];
};
const NOTHING: Seen = { report: null, rowCounts: null };

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
  const { checks, report, rowCounts } = await runChecks(verification, options);
  const newestMs = report?.content?.newest?.newestMs ?? null;
  return {
    version: 1,
    id: createHash("sha256").update(verification.id).digest("hex").slice(0, 32),
    series,
    runId,
    copy,
    wanted,
    ...conclude(checks, wanted),
    checks: [...checks],
    rowCounts: report?.content?.rowCounts ?? rowCounts,
    newestRowAt: newestMs === null ? null : instantToJson(newestMs),
    engine: report?.restored?.engine ?? null,
    startedAt: instantToJson(startedMs),
    finishedAt: instantToJson(options.clock.nowMs()),
    restoreSeconds: report?.restored?.verdict === "pass" ? report.seconds : null,
    reason,
  };
}

async function runChecks(verification: Verification, options: VerifyOptions) {
  const checks: Check[] = [];
  try {
    const seen = await addChecks(checks, verification, options);
    return { checks, ...seen };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    return { checks: [...checks, unreadable(checks, error)], ...NOTHING };
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
  const place = openObject(copy.uri, options.vaults);
  const exists = await checkExists(copy, place);
  checks.push(exists);
  if (exists.verdict !== "pass" || !reaches(wanted, "whole")) return NOTHING;
  const sizeBytes = Number(copy.sizeBytes);
  if (sizeBytes > options.bytesMax) {
    checks.push(tooLarge(sizeBytes, options.bytesMax));
    return NOTHING;
  }
  const head = await place.store.head(place.name);
  const whole = await checkWhole(copy.checksum, place.store.read(place.name));
  checks.push(whole.check);
  if (whole.check.verdict === "fail" || !reaches(wanted, "sound")) return NOTHING;
  const detected = detectFormat(whole.head);
  const before = provenFormat(options.last);
  const { format, check } = judgeFormat({ detected, sizeBytes, uri: copy.uri, before });
  if (format === null) {
    checks.push(check);
    return NOTHING;
  }
  const isRestored = options.sandboxes.some(({ formats }) => formats.includes(format));
  if (!isRestored || !reaches(wanted, "restored"))
    return addStructure(checks, format, { verification, options, place, head });
  const asked = options.policy?.verification ?? null;
  const request = {
    ...{ format, gzip: detected.gzip, targetMs: null, level: sandboxLevel(wanted) },
    copies: [{ uri: copy.uri, source: toByteSource(place.store, { name: place.name, sizeBytes }) }],
    ...{ freshness: asked?.freshness ?? null, assertions: asked?.assertions ?? [] },
  };
  const report = await restoreInSandbox(request, options);
  const context = { format, sha256: whole.sha256, asked, last: options.last, verification };
  checks.push(...judgeReport(report, context));
  return { report, rowCounts: null };
}

type Reading = {
  readonly verification: Verification;
  readonly options: VerifyOptions;
  readonly place: { readonly store: ObjectStore; readonly name: string };
  /** The object as it was when all its bytes were hashed. */
  readonly head: ObjectHead | null;
};

/** Level `sound` where nothing is restored: by the format's own reader. */
async function addStructure(
  checks: Check[],
  format: string,
  { verification, options, place: { store, name }, head }: Reading,
): Promise<Seen> {
  if (!head) return NOTHING;
  const seen = await options.inspect(toByteSource(store, head), name);
  const after = await store.head(name);
  const changed = after?.sizeBytes !== head.sizeBytes || after.modifiedAtMs !== head.modifiedAtMs;
  const { check, rowCounts } = checkStructure(format, changed ? null : seen);
  checks.push(check);
  if (check.verdict === "pass" && reaches(verification.level, "restored"))
    checks.push(skipRestore(format));
  return { report: null, rowCounts };
}

function provenFormat(last: Proof | null): string | null {
  const format = last?.checks.find(({ name }) => name === "structure")?.observed["format"];
  return typeof format === "string" ? format : null;
}

function sandboxLevel(wanted: ProofLevel): RestoreRequest["level"] {
  return wanted === "exists" || wanted === "whole" ? "sound" : wanted;
}

function tooLarge(sizeBytes: number, bytesMax: number): Check {
  const reason = {
    en: `The copy has ${sizeBytes} bytes; verification.bytesMax allows ${bytesMax}.`,
    fr: `La copie fait ${sizeBytes} octets ; verification.bytesMax en permet ${bytesMax}.`,
  };
  const observed = { sizeBytes, bytesMax };
  return { name: "checksum", level: "whole", verdict: "inconclusive", observed, reason };
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
