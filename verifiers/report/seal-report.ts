import type { SigningKeys } from "../proof/open-keys.ts";
import { renderPage } from "./page/render-page.ts";
import { writeHtml, writeJson } from "./report-file.ts";
import { hashPage, hashReport, hashSeal } from "./sealed-report.ts";
import type { WeekReport } from "./week-report.ts";

/** The files of one report, signed: as a page and as data. */
export function sealReport(
  report: WeekReport,
  keys: SigningKeys,
): { readonly html: string; readonly json: string } {
  const reportHash = hashReport(report);
  const page = renderPage(report, { reportHash, key: keys.fingerprint });
  const unsigned = {
    report: reportHash,
    page: hashPage(page),
    key: keys.fingerprint,
    publicKeyPem: keys.publicKeyPem,
  };
  const sealed = { report, seal: { ...unsigned, signature: keys.sign(hashSeal(unsigned)) } };
  return { html: writeHtml(page, sealed), json: writeJson(sealed) };
}
