import { canonicalJson } from "../proof/canonical-json.ts";
import type { Page } from "./page/render-page.ts";
import type { SealedReport } from "./sealed-report.ts";

const OPENING = '<script type="application/json" id="vigie-report">';
const CLOSING = "</script>\n";

/** The report as a page that carries its own data, which no browser runs. */
export function writeHtml({ head, tail }: Page, sealed: SealedReport): string {
  return head + OPENING + dataOf(sealed) + CLOSING + tail;
}

/** The report as data alone, in one line. */
export function writeJson(sealed: SealedReport): string {
  return `${canonicalJson(sealed)}\n`;
}

/**
 * A file taken apart: its data as they stand there, and the page around them, or null where it is
 * data alone.
 */
export function splitFile(text: string): { readonly data: string; readonly page: Page | null } {
  const from = text.indexOf(OPENING);
  if (from < 0) return { data: text, page: null };
  const dataFrom = from + OPENING.length;
  const until = text.indexOf(CLOSING, dataFrom);
  if (until < 0)
    return { data: text.slice(dataFrom), page: { head: text.slice(0, from), tail: "" } };
  const page = { head: text.slice(0, from), tail: text.slice(until + CLOSING.length) };
  return { data: text.slice(dataFrom, until), page };
}

/**
 * The data as they must stand in a page: `<` is written so that nothing in them can close the
 * element.
 */
export function dataOf(sealed: SealedReport): string {
  return canonicalJson(sealed).replaceAll("<", "\\u003c");
}
