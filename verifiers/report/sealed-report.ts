import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../proof/canonical-json.ts";
import { keyHistorySchema } from "../proof/keys/key-history.ts";
import type { Page } from "./page/render-page.ts";
import { type WeekReport, weekReportSchema } from "./week-report.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * A report with its signature. `report` and `page` are hashes (SHA-256) of the report's canonical
 * JSON and of the page around it, which are signed together, so that neither what is shown nor
 * what it is made from can be altered.
 */
export const sealedReportSchema = z.strictObject({
  report: weekReportSchema,
  seal: z.strictObject({
    report: hash,
    page: hash,
    key: hash,
    publicKeyPem: z.string(),
    signature: z.string(),
    /** The hash of the last entry of `keys`. */
    keys: hash.optional(),
  }),
  /** The record of the keys, from the first rotation on. */
  keys: keyHistorySchema.optional(),
});
export type SealedReport = z.infer<typeof sealedReportSchema>;

export function hashReport(report: WeekReport): string {
  return sha256(canonicalJson(report));
}

export function hashPage({ head, tail }: Page): string {
  return sha256(canonicalJson([head, tail]));
}

/** What is signed. */
export function hashSeal({
  report,
  page,
  key,
  keys,
}: Omit<SealedReport["seal"], "signature">): string {
  return sha256(canonicalJson({ document: "vigie-week-report-seal", report, page, key, keys }));
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
