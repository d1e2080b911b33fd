import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seriesId } from "../../../schemas/series.ts";
import { renderPdf } from "../../../verifiers/report/pdf/render-pdf.ts";
import { sealReport } from "../../../verifiers/report/seal-report.ts";
import type { WeekReport } from "../../../verifiers/report/week-report.ts";
import { aReport, aSeries, aWeek, someKeys, WEEK } from "../../verifiers/report/a-week.ts";

const keys = someKeys();
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "vigie-pdf-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const poppler = (tool: string, ...options: readonly string[]) =>
  execFileSync(tool, options, { cwd: directory, encoding: "utf8", maxBuffer: 2 ** 26 });

function known(asset: string) {
  const series = aSeries("visitor", asset);
  return { id: seriesId(series), series, firstHeardMs: WEEK.fromMs };
}

/** What Poppler reads of the document of a report. */
async function read(report: WeekReport) {
  const sealed = sealReport(report, keys);
  writeFileSync(join(directory, "week.pdf"), await renderPdf({ ...sealed, report }));
  const text = poppler("pdftotext", "-layout", "week.pdf", "-").replaceAll(/\s+/g, " ");
  return { text, sealed, facts: poppler("pdfinfo", "week.pdf") };
}

test("says on A4 what the page says, in its language", async () => {
  const { text, facts } = await read(aReport(aWeek(), { lang: "fr" }));
  for (const said of [
    "Semaine 2026-W46",
    "du 9 nov. 2026 au 15 nov. 2026",
    "1 sur 3 séries dont la restauration doit être prouvée",
    "n'a pas de sauvegarde",
    keys.fingerprint.slice(0, 16),
  ])
    expect(text).toContain(said);
  expect(facts).toMatch(/Page size:\s+841\.89 x 595\.28 pts \(A4\)/);
  expect(facts).toMatch(/JavaScript:\s+no/);
});

test("carries the sealed data, which check as they do from the page", async () => {
  const { sealed } = await read(aReport());
  poppler("pdfdetach", "-saveall", "week.pdf");
  expect(readFileSync(join(directory, "2026-W46-en.json"), "utf8")).toBe(sealed.json);
});

test("shows what its font lacks by number, and breaks what is too long for its column", async () => {
  const asset = `Ventes 漢字 🔒 \u202e${"x".repeat(400)}`;
  const { text } = await read(aReport({ ...aWeek(), series: [known(asset)] }));
  expect(text).toContain("[U+6F22][U+5B57]");
  expect(text.replaceAll(" ", "").split("x").length).toBeGreaterThan(400);
});

test("of more rows than anybody prints it says how many there are besides", async () => {
  const series = Array.from({ length: 510 }, (_, number) => known(`Db_${number}`));
  const { text } = await read(aReport({ ...aWeek(), series }));
  expect(text).toContain("10 more rows stand in the page and in the data.");
});
