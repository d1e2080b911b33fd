import type { ReportedSeries } from "../week-report.ts";
import { type Html, html, joinHtml } from "./html.ts";
import { nameSeries, type PageInput } from "./page-input.ts";
import { sayCount, sayDuration, sayInstant } from "./say.ts";
import { cell, numberCell, row, table, wordCell } from "./table.ts";
import { STANDING_TONES } from "./tone.ts";

const SECOND_MS = 1_000;

/** Every series: what its policy expected, what came of it, and how its proofs stand. */
export function renderSeries(input: PageInput): Html {
  const { columns, sections, notes } = input.words;
  const heads = [
    { head: columns.series },
    { head: columns.policy },
    { head: columns.expected, isNumber: true },
    { head: columns.made, isNumber: true },
    { head: columns.late, isNumber: true },
    { head: columns.missing, isNumber: true },
    { head: columns.awaited, isNumber: true },
    { head: columns.failed, isNumber: true },
    { head: columns.copies, isNumber: true },
    { head: columns.standing },
    { head: columns.lastProven },
  ];
  const rows = input.report.series.map((series) => renderRow(series, input));
  return html`<h2>${sections.series}</h2>
<p class="note">${notes.series}</p>
${rows.length > 0 ? table(sections.series, heads, rows) : html`<p>${input.words.none}</p>\n`}`;
}

function renderRow(each: ReportedSeries, { report: { lang }, words }: PageInput): Html {
  const { slots, runs, copies, lastProven } = each;
  const say = (count: number | undefined) => (count === undefined ? "–" : sayCount(count, lang));
  const all = words.of(say(copies.complete), say(runs.succeeded));
  const numbers = [
    numberCell(say(slots?.expected)),
    numberCell(say(slots?.made)),
    numberCell(say(slots?.late)),
    numberCell(say(slots?.missing), (slots?.missing ?? 0) > 0),
    numberCell(say(slots?.awaited)),
    numberCell(say(runs.failed), runs.failed > 0),
    numberCell(copies.required.length === 0 ? "–" : all, copies.complete < runs.succeeded),
  ];
  const proven = lastProven
    ? html`${sayInstant(lastProven.at, lang)}<small>${words.levels[lastProven.level]}</small>`
    : html`–`;
  return row(nameSeries(each, words), [
    html`<td class="policy"><bdi>${each.policy ?? words.noPolicy}</bdi></td>`,
    ...numbers,
    wordCell(STANDING_TONES[each.standing], words.standings[each.standing]),
    cell(proven),
  ]);
}

/**
 * Every series that is not proven, and every proof of the week that reached no verdict, each with
 * its reason.
 */
export function renderUnverified({ report, words }: PageInput): Html {
  const { lang } = report;
  const standing = report.series
    .filter((each) => each.standing !== "proven")
    .map((each) => {
      const every = sayDuration((each.verification?.everyMs ?? 0) / SECOND_MS, lang);
      const lastProven = each.lastProven && sayInstant(each.lastProven.at, lang);
      return row(nameSeries(each, words), [
        wordCell(STANDING_TONES[each.standing], words.standings[each.standing]),
        cell(words.why(each.standing, every, lastProven)),
      ]);
    });
  const heads = [words.columns.series, words.columns.standing, words.columns.reason];
  const label = words.sections.unverified;
  const columns = heads.map((head) => ({ head }));
  return html`<h2>${label}</h2>
${standing.length > 0 ? table(label, columns, standing) : html`<p>${words.none}</p>\n`}`;
}

/** Backups of the week that lack a copy which their policy requires. */
export function renderIncomplete({ report, words }: PageInput): Html {
  const { lang } = report;
  const { columns, sections, notes } = words;
  const rows = report.series.flatMap((each) =>
    each.copies.incomplete.map((run) =>
      row(nameSeries(each, words), [
        cell(html`${sayInstant(run.startedAt, lang)}<small><bdi>${run.runId}</bdi></small>`),
        wordCell("bad", run.missing.map((what) => words.lacks[what] ?? what).join(", ")),
      ]),
    ),
  );
  const more = report.series.reduce((sum, { copies }) => sum + copies.incompleteMore, 0);
  const heads = [columns.series, columns.run, columns.lacks].map((head) => ({ head }));
  const label = sections.copies;
  return joinHtml([
    html`<h2>${label}</h2>\n<p class="note">${notes.copies}</p>\n`,
    rows.length > 0 ? table(label, heads, rows) : html`<p>${words.none}</p>\n`,
    ...(more > 0 ? [html`<p>${words.more(sayCount(more, lang))}</p>\n`] : []),
  ]);
}
