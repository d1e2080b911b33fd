import type { Clock } from "../platform/clock/clock.ts";
import { OperatingError } from "../platform/errors/operating-error.ts";
import { openObject, type Vault } from "../platform/objects/open-object.ts";
import type { Policy } from "../schemas/policy.ts";
import type { Check, Proof, ProofLevel, Verification } from "../schemas/proof.ts";
import type { FoundChain } from "./chains/find-chain.ts";
import { checkDeeper } from "./check-deeper.ts";
import { checkExists } from "./checks/check-exists.ts";
import { reaches } from "./checks/conclude.ts";
import { type FindReading, findChecksum } from "./checks/find-checksum.ts";
import { judgeFormat } from "./checks/judge-format.ts";
import { timeCheck } from "./checks/time-check.ts";
import { chooseRoute } from "./choose-route.ts";
import type { Inspect } from "./formats/child/create-inspector.ts";
import { detectFormat } from "./formats/detect-format.ts";
import { NOTHING_SEEN, type Seen } from "./found-copy.ts";
import { readCopy } from "./read-copy.ts";
import type { Sandbox } from "./sandboxes/sandbox.ts";

export type CheckOptions = {
  /** In order of preference. */
  readonly sandboxes: readonly Sandbox[];
  /** Ends what runs in a sandbox. */
  readonly signal: AbortSignal;
  /** Reads a copy's format by itself, in a process of its own. */
  readonly inspect: Inspect;
  readonly clock: Clock;
  readonly policy: Policy | null;
  /** The newest proof of the series whose rows were right. */
  readonly last: Proof | null;
  /** Larger ones are read, and not restored. */
  readonly bytesMax: number;
  /** Where copies may be read from. */
  readonly vaults: readonly Vault[];
  /** Where nothing else is known of a copy's bytes. */
  readonly findReading?: FindReading;
  /** What the copy is restored after; it stands alone unless said. */
  readonly chain?: FoundChain | null;
};

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
    return { checks: [...checks, unreadable(checks, error)], ...NOTHING_SEEN };
  }
}

async function addChecks(
  checks: Check[],
  verification: Verification,
  options: CheckOptions,
): Promise<Seen> {
  const { copy, series, level: wanted } = verification;
  const { clock, last } = options;
  const place = openObject(copy.uri, options.vaults, {
    vault: copy.vault,
    tenant: series.tenant,
  });
  const exists = await timeCheck(clock, () => checkExists(copy, place));
  checks.push(exists);
  if (exists.verdict !== "pass" || !reaches(wanted, "whole")) return NOTHING_SEEN;
  const sizeBytes = Number(copy.sizeBytes);
  const head = await place.store.head(place.name);
  const checksum = await findChecksum(copy, place, options.findReading ?? (async () => null));
  const judge = (bytes: Uint8Array) => {
    const detected = detectFormat(bytes);
    const { format } = detected;
    const judged = judgeFormat({ detected, sizeBytes, uri: copy.uri, before: provenFormat(last) });
    // A piece of a log need not be of a format that is known by itself.
    const isPiece =
      judged.check?.verdict === "inconclusive" &&
      chooseRoute({ format, sizeBytes, level: wanted }, options) === "chain";
    return isPiece ? { format, check: null } : judged;
  };
  const { whole, inspected } = await readCopy(place, {
    ...{ checksum, head, clock, inspect: options.inspect },
    isInspected: (bytes) => {
      const { format } = judge(bytes);
      if (format === null || !reaches(wanted, "sound")) return false;
      return chooseRoute({ format, sizeBytes, level: wanted }, options) !== "sandbox";
    },
  });
  checks.push(whole.check);
  const seen = { ...NOTHING_SEEN, read: { bytes: whole.bytesRead, sha256: whole.sha256 } };
  if (!head || whole.check.verdict === "fail" || !reaches(wanted, "sound")) return seen;
  const { format, check } = judge(whole.head);
  if (format === null) {
    checks.push(check);
    return seen;
  }
  const detected = detectFormat(whole.head);
  const found = { verification, options, place, head, whole, detected, format, inspected };
  return { ...seen, ...(await checkDeeper(checks, found)) };
}

function provenFormat(last: Proof | null): string | null {
  const format = last?.checks.find(({ name }) => name === "structure")?.observed["format"];
  return typeof format === "string" ? format : null;
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
