import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import { toByteSource } from "../platform/objects/byte-source.ts";
import type { ObjectHead, ObjectStore } from "../platform/objects/object-store.ts";
import { openObject, type Vault } from "../platform/objects/open-object.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Check, Proof, ProofLevel, Verification } from "../schemas/proof.ts";
import { checkExists } from "./checks/check-exists.ts";
import { checkStructure, skipRestore } from "./checks/check-structure.ts";
import type { Whole } from "./checks/check-whole.ts";
import { reaches } from "./checks/conclude.ts";
import { type FindReading, findChecksum } from "./checks/find-checksum.ts";
import { judgeFormat } from "./checks/judge-format.ts";
import { judgeReport } from "./checks/judge-report.ts";
import { readTwice } from "./checks/read-twice.ts";
import { timeCheck } from "./checks/time-check.ts";
import type { Inspect } from "./formats/child/create-inspector.ts";
import { type Detected, detectFormat } from "./formats/detect-format.ts";
import { isReadInSandbox } from "./formats/is-read-in-sandbox.ts";
import { restoreInSandbox } from "./sandboxes/restore-in-sandbox.ts";
import type { RestoreRequest, Sandbox, SandboxReport } from "./sandboxes/sandbox.ts";

export type CheckOptions = {
  /** In order of preference. */
  readonly sandboxes: readonly Sandbox[];
  /** Ends what runs in a sandbox. */
  readonly signal: AbortSignal;
  /** Reads a copy's format by itself, in a process of its own. */
  readonly inspect: Inspect;
  readonly clock: Clock;
  readonly policy: Policy | null;
  /** The newest proof of the series that reached `right`. */
  readonly last: Proof | null;
  /** Larger ones are read, and not restored. */
  readonly bytesMax: number;
  /** Where copies may be read from. */
  readonly vaults: readonly Vault[];
  /** Where nothing else is known of a copy's bytes. */
  readonly findReading?: FindReading;
};

type Seen = {
  readonly report: SandboxReport | null;
  /** Which bytes were read; null where not all were. */
  readonly read: NonNullable<Proof["read"]> | null;
  /** As the format's reader counted them; null where it cannot, or a sandbox did. */
  readonly rowCounts: Proof["rowCounts"];
};
const NOTHING: Seen = { report: null, read: null, rowCounts: null };

/** Checks in the order of their levels, until one has not passed that the next would stand on. */
export async function checkCopy(
  verification: Verification,
  options: CheckOptions,
): Promise<Seen & { readonly checks: readonly Check[] }> {
  const checks: Check[] = [];
  try {
    return { checks, ...(await addChecks(checks, verification, options)) };
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error;
    return { checks: [...checks, unreadable(checks, error)], ...NOTHING };
  }
}

async function addChecks(
  checks: Check[],
  verification: Verification,
  options: CheckOptions,
): Promise<Seen> {
  const { copy, level: wanted } = verification;
  const { clock, last } = options;
  const place = openObject(copy.uri, options.vaults, copy.vault);
  const exists = await timeCheck(clock, () => checkExists(copy, place));
  checks.push(exists);
  if (exists.verdict !== "pass" || !reaches(wanted, "whole")) return NOTHING;
  const sizeBytes = Number(copy.sizeBytes);
  const head = await place.store.head(place.name);
  const checksum = await findChecksum(copy, place, options.findReading ?? (async () => null));
  const whole = await readTwice(checksum, () => place.store.read(place.name), clock);
  checks.push(whole.check);
  const seen = { ...NOTHING, read: { bytes: whole.bytesRead, sha256: whole.sha256 } };
  if (!head || whole.check.verdict === "fail" || !reaches(wanted, "sound")) return seen;
  const detected = detectFormat(whole.head);
  const before = provenFormat(last);
  const { format, check } = judgeFormat({ detected, sizeBytes, uri: copy.uri, before });
  if (format === null) {
    checks.push(check);
    return seen;
  }
  const found = { verification, options, place, head, whole, detected, format };
  return { ...seen, ...(await addDeeper(checks, found)) };
}

type Found = {
  readonly verification: Verification;
  readonly options: CheckOptions;
  readonly place: { readonly store: ObjectStore; readonly name: string };
  /** The object as it was before all its bytes were hashed. */
  readonly head: ObjectHead;
  readonly whole: Whole;
  readonly detected: Detected;
  readonly format: string;
};

/** Levels `sound` and above: by the format's own reader, then in a sandbox. */
async function addDeeper(
  checks: Check[],
  found: Found,
): Promise<Pick<Seen, "report" | "rowCounts">> {
  const { format, verification, options } = found;
  const isWanted = reaches(verification.level, "restored");
  const isTooLarge = found.head.sizeBytes > options.bytesMax;
  const hasSandbox = options.sandboxes.some(({ formats }) => formats.includes(format));
  const isRestored = isWanted && hasSandbox && !isTooLarge;
  if (isRestored && isReadInSandbox(format)) {
    const { report, judged } = await restore(found);
    checks.push(...judged);
    return { report, rowCounts: null };
  }
  const { check, rowCounts } = await readStructure(found);
  if (check.verdict === "fail" || !isRestored) {
    checks.push(check);
    if (check.verdict === "pass" && isWanted)
      checks.push(
        hasSandbox ? tooLarge(found.head.sizeBytes, options.bytesMax) : skipRestore(format),
      );
    return { report: null, rowCounts };
  }
  const { report, judged } = await restore(found);
  // What the reader cannot tell, of an encrypted backup for one, its engine does.
  const isTold = check.verdict === "pass";
  const isRepeated = ({ level, verdict }: Check) => level === "sound" && verdict === "pass";
  checks.push(...(isTold ? [check, ...judged.filter((one) => !isRepeated(one))] : judged));
  return { report, rowCounts };
}

async function readStructure({ format, options, place: { store, name }, head }: Found) {
  const seen = await options.inspect(toByteSource(store, head), name);
  const after = await store.head(name);
  const changed = after?.sizeBytes !== head.sizeBytes || after.modifiedAtMs !== head.modifiedAtMs;
  return checkStructure(format, changed ? null : seen);
}

async function restore({ verification, options, place, head, whole, detected, format }: Found) {
  const { copy, level } = verification;
  const asked = options.policy?.verification ?? null;
  const request = {
    ...{ format, gzip: detected.gzip, targetMs: null, level: sandboxLevel(level) },
    copies: [{ uri: copy.uri, source: toByteSource(place.store, head) }],
    ...{ freshness: asked?.freshness ?? null, assertions: asked?.assertions ?? [] },
  };
  const report = await restoreInSandbox(request, options);
  const context = { format, sha256: whole.sha256, asked, last: options.last, verification };
  return { report, judged: judgeReport(report, context) };
}

function sandboxLevel(wanted: ProofLevel): RestoreRequest["level"] {
  return wanted === "exists" || wanted === "whole" ? "sound" : wanted;
}

function provenFormat(last: Proof | null): string | null {
  const format = last?.checks.find(({ name }) => name === "structure")?.observed["format"];
  return typeof format === "string" ? format : null;
}

function tooLarge(sizeBytes: number, bytesMax: number): Check {
  const reason = {
    en: `The copy has ${sizeBytes} bytes; verification.bytesMax allows ${bytesMax}.`,
    fr: `La copie fait ${sizeBytes} octets ; verification.bytesMax en permet ${bytesMax}.`,
  };
  const observed = { sizeBytes, bytesMax };
  const about = { name: "restore", level: "restored", fault: "policy" } as const;
  return { ...about, verdict: "inconclusive", observed, reason };
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
