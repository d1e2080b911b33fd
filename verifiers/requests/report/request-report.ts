import { createHash } from "node:crypto";
import { z } from "zod";
import { type RestoreRequest, requestSchema } from "../../../schemas/request.ts";
import { canonicalJson } from "../../proof/canonical-json.ts";
import type { ProofCheck } from "../../proof/check-proof.ts";
import { fingerprintOf } from "../../proof/fingerprint-of.ts";
import { joinHistories, judgeSigner } from "../../proof/keys/judge-signer.ts";
import { keyHistorySchema } from "../../proof/keys/key-history.ts";
import type { SigningKeys } from "../../proof/open-keys.ts";
import { verifySignature } from "../../proof/verify-signature.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** `previous` of the first report. */
export const NO_REPORT_BEFORE = "0".repeat(64);

/**
 * A request that is closed, with every step, for its ticket and for auditors. `previous` is the
 * hash of the report that was sealed before it.
 */
export const requestReportSchema = z.strictObject({
  document: z.literal("vigie-request-report"),
  version: z.literal(1),
  request: requestSchema,
  previous: hash,
  key: hash,
  publicKeyPem: z.string(),
  keys: keyHistorySchema.optional(),
  /** SHA-256 over the canonical JSON of all but `hash` and `signature`. */
  hash,
  signature: z.string(),
});
export type RequestReport = z.infer<typeof requestReportSchema>;

/** Chains the report of a request to the one before it, and signs it. */
export function sealRequestReport(
  request: RestoreRequest,
  previous: string,
  keys: SigningKeys,
): RequestReport {
  const { fingerprint: key, publicKeyPem, history, sign } = keys.current?.() ?? keys;
  const unsigned = {
    ...{ document: "vigie-request-report" as const, version: 1 as const },
    ...{ request, previous, key, publicKeyPem },
    ...(history && { keys: [...history] }),
  };
  const hash = hashReport(unsigned);
  return { ...unsigned, hash, signature: sign(hash) };
}

type Options = { readonly fingerprint?: string | null; readonly history?: unknown };

/** Checks a request's report by itself. Offline; trusts nothing but `fingerprint`. */
export function checkRequestReport(document: unknown, options: Options = {}): ProofCheck {
  const { data: report } = requestReportSchema.safeParse(document);
  if (!report || canonicalJson(report) !== canonicalJson(document)) {
    const reasons = ["It is no report of a restore request of Vigie"];
    return { verdict: "damaged", reasons, key: null, pinned: false, notes: [] };
  }
  const { key, publicKeyPem, signature, request } = report;
  const { history, forked } = joinHistories(report.keys, options.history);
  const atMs = Date.parse(request.steps.at(-1)?.at ?? request.openedAt);
  const signer = judgeSigner({ key, atMs, fingerprint: options.fingerprint ?? null, history });
  const reasons = [
    ...(hashReport(report) === report.hash ? [] : ["Its content is not what was signed"]),
    ...(fingerprintOf(publicKeyPem) === key ? [] : ["The key is not the one that it names"]),
    ...(verifySignature({ hash: report.hash, signature, publicKeyPem })
      ? []
      : ["The signature does not hold"]),
    ...(forked ? ["The key history is another than the one given"] : []),
    ...signer.reasons,
  ];
  const verdict = reasons.length === 0 ? "sound" : "damaged";
  return { verdict, reasons, key, pinned: signer.pinned, notes: signer.notes };
}

function hashReport(report: Omit<RequestReport, "hash" | "signature"> & Partial<RequestReport>) {
  const { hash: _hash, signature: _signature, ...document } = report;
  return createHash("sha256").update(canonicalJson(document)).digest("hex");
}
