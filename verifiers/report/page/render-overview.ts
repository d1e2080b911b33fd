import type { ReportedSeries } from "../week-report.ts";
import { type Html, html } from "./html.ts";
import type { PageInput } from "./page-input.ts";
import { sayCount, sayDay, sayInstant } from "./say.ts";

/** Title, period and scope, the one sentence that matters, and the numbers of the week. */
export function renderOverview({ report, words }: PageInput): Html {
  const { lang, series } = report;
  const tenants = [...new Set(series.map((each) => each.series.tenant))].join(", ");
  const period = words.period(sayDay(report.from, lang), lastDay(report), report.zone);
  const underWay =
    report.asOf === report.until
      ? []
      : [html`<p>${words.underWay(sayInstant(report.asOf, lang))}</p>\n`];
  return html`<header>
<p class="brand">Vigie</p>
<h1>${words.title}</h1>
<p class="week">${words.week(report.week)}</p>
<p>${period}</p>
${underWay}<p>${words.scope(sayCount(series.length, lang), tenants || "–")}</p>
</header>
${renderHeadline({ report, words })}
${renderTiles({ report, words })}
`;
}

function renderHeadline({ report: { series, lang }, words }: PageInput): Html {
  const asked = series.filter(({ verification }) => verification !== null);
  const proven = asked.filter(({ standing }) => standing === "proven");
  const nothing = series.length === 0 ? words.nothingKnown : words.nothingAsked;
  if (asked.length === 0) return html`<p class="headline bad">${nothing}</p>`;
  const tone = proven.length === asked.length ? "good" : "bad";
  const sentence = words.headline(sayCount(proven.length, lang), sayCount(asked.length, lang));
  return html`<p class="headline ${tone}">${sentence}</p>`;
}

function renderTiles({ report, words }: PageInput): Html {
  const { series, proofs, findings, lang } = report;
  const { tiles, of } = words;
  const slots = (name: "expected" | "made" | "missing" | "late") =>
    sum(series, (each) => each.slots?.[name] ?? 0);
  const complete = sum(series, ({ copies }) => copies.complete);
  const runs = sum(series, (each) => each.runs.succeeded);
  const proven = proofs.filter(({ outcome }) => outcome === "proven").length;
  const unproven = proofs.length - proven;
  const overdue = series.filter(({ standing }) => /^(overdue|never-proven)$/.test(standing)).length;
  const say = (count: number) => sayCount(count, lang);
  const part = (some: number, all: number) => of(say(some), say(all));
  return html`<dl class="tiles">
${tile(tiles.made, part(slots("made"), slots("expected")))}
${tile(tiles.missing, say(slots("missing")), slots("missing") > 0)}
${tile(tiles.late, say(slots("late")))}
${tile(tiles.copies, part(complete, runs), complete < runs)}
${tile(tiles.proven, say(proven))}
${tile(tiles.notProven, say(unproven), unproven > 0)}
${tile(tiles.overdue, say(overdue), overdue > 0)}
${tile(tiles.open, say(findings.open.length))}
</dl>`;
}

function tile(label: string, value: string, isBad = false): Html {
  return html`<div${isBad ? html` class="bad"` : ""}><dt>${label}</dt><dd>${value}</dd></div>`;
}

function sum(series: readonly ReportedSeries[], count: (each: ReportedSeries) => number): number {
  return series.reduce((total, each) => total + count(each), 0);
}

/** The day before the Monday on which the week ends. */
function lastDay({ until, lang }: PageInput["report"]): string {
  const sunday = new Date(Date.parse(`${until.slice(0, 10)}T00:00:00Z`) - 86_400_000);
  return sayDay(sunday.toISOString(), lang);
}
