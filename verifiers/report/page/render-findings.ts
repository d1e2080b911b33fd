import { KIND_NAMES } from "../../../schemas/kind-names.ts";
import type { ReportedFinding } from "../week-report.ts";
import { type Html, html, joinHtml } from "./html.ts";
import { nameById, type PageInput } from "./page-input.ts";
import { sayCount, sayInstant } from "./say.ts";
import { cell, row, table, wordCell } from "./table.ts";
import { SEVERITY_TONES } from "./tone.ts";

/** What was found, told apart by what became of it in the week. */
export function renderFindings(input: PageInput): Html {
  const { report, words } = input;
  const groups = (["open", "opened", "resolved"] as const).map((group) =>
    renderGroup(words.sections[group], report.findings[group], input),
  );
  const { more } = report.findings;
  if (more > 0) groups.push(html`<p>${words.more(sayCount(more, report.lang))}</p>\n`);
  return joinHtml(groups);
}

function renderGroup(label: string, findings: readonly ReportedFinding[], input: PageInput): Html {
  const { columns, none } = input.words;
  const heads = [
    columns.kind,
    columns.severity,
    columns.series,
    columns.what,
    columns.opened,
    columns.resolved,
  ].map((head) => ({ head }));
  const rows = findings.map((finding) => renderFinding(finding, input));
  return html`<h2>${label}</h2>
${rows.length > 0 ? table(label, heads, rows) : html`<p>${none}</p>\n`}`;
}

function renderFinding(finding: ReportedFinding, input: PageInput): Html {
  const { report, words } = input;
  const { lang } = report;
  return row(html`${KIND_NAMES[lang][finding.kind]}`, [
    wordCell(SEVERITY_TONES[finding.severity], words.severities[finding.severity]),
    cell(nameById(input, finding.seriesId)),
    cell(html`<bdi>${finding.summary}</bdi>`),
    cell(sayInstant(finding.openedAt, lang)),
    cell(finding.resolvedAt ? sayInstant(finding.resolvedAt, lang) : "–"),
  ]);
}
