import { fingerprintOf } from "../proof/fingerprint-of.ts";
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
};

/**
 * Checks a weekly report, page or data, by itself: no connection, no store, no trust in the file
 * but in `fingerprint`.
 */
export function checkReport(
  bytes: Uint8Array,
  { fingerprint = null }: { readonly fingerprint?: string | null } = {},
): ReportCheck {
  const text = decode(bytes);
  const { data, page } = splitFile(text ?? "");
  const sealed = parse(data);
  if (text === null || sealed === null) {
    const reasons = ["It is no weekly report of Vigie, or its data are cut or altered"];
    const unknown = { week: null, reportHash: null, key: null, pinned: false };
    return { verdict: "damaged", reasons, ...unknown };
  }
  const reasons = [
    ...checkSeal(sealed, fingerprint),
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
    pinned: fingerprint !== null && fingerprint === sealed.seal.key,
  };
}

function checkSeal({ report, seal }: SealedReport, fingerprint: string | null): readonly string[] {
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
  if (fingerprint !== null && fingerprint !== seal.key) {
    reasons.push(`It was signed with the key ${seal.key} and not with the one asked for`);
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
