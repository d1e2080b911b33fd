import { fingerprintOf } from "../proof/fingerprint-of.ts";
import { joinHistories, judgeSigner, type Signer } from "../proof/keys/judge-signer.ts";
import { verifySignature } from "../proof/verify-signature.ts";
import { rootOfChains } from "./build-week.ts";
import { dataOf, splitFile, writeJson } from "./report-file.ts";
import {
  hashPage,
  hashReport,
  hashSeal,
  type SealedReport,
  sealedReportSchema,
} from "./sealed-report.ts";

export type ReportCheck = {
  readonly verdict: "sound" | "damaged";
  /** Why it is damaged; empty where it is sound. */
  readonly reasons: readonly string[];
  readonly week: string | null;
  readonly reportHash: string | null;
  /**
   * The key that signed it, and whether that is the one that was asked for; without a pinned key
   * anybody may have signed.
   */
  readonly key: string | null;
  readonly pinned: boolean;
  /** What cannot be told offline, and bears on how far it is to be trusted. */
  readonly notes: readonly string[];
};

type Options = {
  readonly fingerprint?: string | null;
  /** A later record of the keys than the report's own. */
  readonly history?: unknown;
};

/**
 * Checks a weekly report, page or data, by itself: no connection, no store, no trust in the file
 * but in `fingerprint`.
 */
export function checkReport(
  bytes: Uint8Array,
  { fingerprint = null, history }: Options = {},
): ReportCheck {
  const text = decode(bytes);
  const { data, page } = splitFile(text ?? "");
  const sealed = parse(data);
  if (text === null || sealed === null) {
    const reasons = ["It is no weekly report of Vigie, or its data are cut or altered"];
    const unknown = { week: null, reportHash: null, key: null, pinned: false, notes: [] };
    return { verdict: "damaged", reasons, ...unknown };
  }
  const signer = signerOf(sealed, fingerprint, history);
  const reasons = [
    ...checkSeal(sealed),
    ...signer.reasons,
    ...(page && hashPage(page) !== sealed.seal.page
      ? ["The page is not the one that was signed"]
      : []),
    ...((page ? dataOf(sealed) : writeJson(sealed)) === data
      ? []
      : ["The data are written otherwise than they were signed"]),
  ];
  return {
    verdict: reasons.length === 0 ? "sound" : "damaged",
    reasons,
    week: sealed.report.week,
    reportHash: hashReport(sealed.report),
    key: sealed.seal.key,
    pinned: signer.pinned,
    notes: signer.notes,
  };
}

function signerOf(
  { report, seal, keys }: SealedReport,
  fingerprint: string | null,
  given: unknown,
): Signer {
  const { history, forked } = joinHistories(keys, given);
  const signer = judgeSigner({
    key: seal.key,
    atMs: Date.parse(report.asOf),
    fingerprint,
    history,
  });
  const faults = [
    ...(keys?.at(-1)?.hash === seal.keys ? [] : ["The key history is not the one that was signed"]),
    ...(forked ? ["The key history is another than the one given"] : []),
  ];
  return { ...signer, reasons: [...faults, ...signer.reasons] };
}

function checkSeal({ report, seal }: SealedReport): readonly string[] {
  const { publicKeyPem, signature } = seal;
  const reasons: string[] = [];
  if (hashReport(report) !== seal.report) reasons.push("The report is not the one that was signed");
  if (rootOfChains(report.series) !== report.merkleRoot) {
    reasons.push("The Merkle root is not that of the chains of proofs");
  }
  if (fingerprintOf(publicKeyPem) !== seal.key) {
    reasons.push("The key is not the one whose fingerprint is shown");
  }
  if (!verifySignature({ hash: hashSeal(seal), signature, publicKeyPem })) {
    reasons.push("The signature does not hold");
  }
  return reasons;
}

function parse(data: string): SealedReport | null {
  try {
    return sealedReportSchema.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
