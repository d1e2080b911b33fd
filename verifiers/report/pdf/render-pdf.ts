import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pdfmake from "pdfmake";
import type { WeekReport } from "../week-report.ts";
import { wordingOf } from "../wording/wording.ts";
import { toContent } from "./to-content.ts";

const FONTS = fileURLToPath(
  new URL("./fonts/Roboto/", import.meta.resolve("pdfmake/package.json")),
);
const MARGIN = 30;

const roboto = {
  normal: join(FONTS, "Roboto-Regular.ttf"),
  bold: join(FONTS, "Roboto-Medium.ttf"),
  italics: join(FONTS, "Roboto-Italic.ttf"),
  bolditalics: join(FONTS, "Roboto-MediumItalic.ttf"),
};

const CARRIES = {
  en: (name: string) => `The signed data are attached to this document as ${name}.json.`,
  fr: (name: string) => `Les données signées sont jointes à ce document : ${name}.json.`,
};

type Sealed = {
  /** The page as it was sealed: all that the document says. */
  readonly page: string;
  /** The sealed data, which the document carries as an attachment. */
  readonly json: string;
  readonly report: WeekReport;
};

/**
 * The report's page as a PDF on A4, to print and to file. What is signed are the data within it:
 * saved from it, they are checked as they are from the page. Reads its fonts, and nothing else.
 */
export async function renderPdf({ page, json, report }: Sealed): Promise<Uint8Array> {
  const { title } = wordingOf(report.lang);
  const name = `${report.week}-${report.lang}`;
  pdfmake.setFonts({ Roboto: roboto });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => Object.values(roboto).includes(path));
  const document = pdfmake.createPdf({
    ...{ pageSize: "A4", pageOrientation: "landscape", version: "1.7" },
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN + 10],
    info: { title: `${title} ${report.week}`, creationDate: new Date(report.asOf) },
    language: report.lang,
    content: [toContent(page, report.lang), { text: CARRIES[report.lang](name), fontSize: 7.5 }],
    defaultStyle: { font: "Roboto", fontSize: 8.5, lineHeight: 1.15, color: "#1b2430" },
    pageBreakBefore: ({ headlineLevel }, { getFollowingNodesOnPage }) =>
      headlineLevel !== undefined && getFollowingNodesOnPage().length === 0,
    footer: (number, count) => ({
      text: `${title} · ${report.week} · ${number} / ${count}`,
      ...{ alignment: "right", margin: [0, 10, MARGIN, 0], fontSize: 7, color: "#55606e" },
    }),
    files: {
      sealed: {
        src: `data:application/json;base64,${Buffer.from(json).toString("base64")}`,
        name: `${name}.json`,
        type: "application/json",
      },
    },
  });
  return document.getBuffer();
}
