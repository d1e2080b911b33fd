import type { SigningKeys } from "../proof/open-keys.ts";
import { renderPage } from "./page/render-page.ts";
import { writeHtml, writeJson } from "./report-file.ts";
import { hashPage, hashReport, hashSeal } from "./sealed-report.ts";
import type { WeekReport } from "./week-report.ts";

/** One report, signed: as a page and as data; `page` is the page without its data. */
export function sealReport(
  report: WeekReport,
  keys: SigningKeys,
): { readonly html: string; readonly json: string; readonly page: string } {
  const { fingerprint: key, publicKeyPem, history, sign } = keys.current?.() ?? keys;
  const reportHash = hashReport(report);
  const page = renderPage(report, { reportHash, key });
  const record = history?.at(-1)?.hash;
  const unsigned = { report: reportHash, page: hashPage(page), key, publicKeyPem, keys: record };
  const seal = { ...unsigned, signature: sign(hashSeal(unsigned)) };
  const sealed = { report, seal, keys: history && [...history] };
  return { html: writeHtml(page, sealed), json: writeJson(sealed), page: page.head + page.tail };
}
