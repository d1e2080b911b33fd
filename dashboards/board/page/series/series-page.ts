import { element } from "../element.ts";
import { fillPlace } from "../fill-place.ts";
import type { MountedView, Query, ViewContext } from "../shell/page-view.ts";
import { given } from "../view.ts";
import { WORDS } from "../words.ts";
import { seriesAbout } from "./series-about.ts";
import { createSeriesActs } from "./series-acts.ts";
import { createSeriesCharts } from "./series-charts.ts";
import { seriesFindings } from "./series-findings.ts";
import type { FindingRow, SeriesIdentity } from "./series-rows.ts";
import { createCopiesTable, createProofsTable, createRunsTable } from "./series-tables.ts";
import { createSeriesWindow } from "./series-window.ts";
import { SERIES_WORDS } from "./series-words.ts";
import { watchVerification } from "./watch-verification.ts";

const ID = /^[0-9a-f]{32}$/;

/** One series up close: how it stands, what its runs are like, its copies, and what is proven. */
export function mountSeriesPage(
  place: HTMLElement,
  context: ViewContext,
  seriesId: string,
): MountedView {
  const { lang, panel, href } = context;
  const words = SERIES_WORDS[lang];
  const back = element("p", {}, element("a", { href: href("series") }, `← ${words.all}`));
  const body = element("div", { class: "series-page" });
  place.append(back, body);
  if (!ID.test(seriesId)) return { refresh: async () => showNone() };
  const asked = ofSeries(seriesId);
  const parts = createParts(context, asked, seriesId);

  function showNone(): void {
    fillPlace(body, "none", () => [element("p", { class: "empty" }, words.noSuch)]);
  }

  async function refresh(signal: AbortSignal): Promise<void> {
    const [identity] = (await panel<SeriesIdentity>("series/identity", asked, signal)).rows;
    if (!identity) return showNone();
    fillPlace(body, "one", () => [parts.root]);
    await parts.refresh(identity, signal);
  }

  return { refresh, unmount: parts.unmount };
}

/** Of this series alone, whatever the shared filter says of others. */
function ofSeries(seriesId: string): Query {
  return { series: seriesId, tenant: [], environment: [], product: [], site: [] };
}

function createParts(context: ViewContext, asked: Query, seriesId: string) {
  const { lang, panel } = context;
  const { parts } = SERIES_WORDS[lang];
  const charts = createSeriesCharts(context, asked);
  const verification = watchVerification(context);
  const acts = createSeriesActs(context, {
    ...{ seriesId, runs: charts.runs, onVerifying: verification.begin },
    // The address as it is: the shell refreshes.
    onDone: () => context.setQuery(Object.fromEntries(context.query())),
  });
  const [copies, runsTable, proofs] = [
    createCopiesTable(context, asked),
    createRunsTable(context, asked),
    createProofsTable(context, asked),
  ];
  const title = element("h2", { class: "series-title" });
  const actsPlace = element("div");
  const about = element("div", { class: "series-about" });
  const open = element("div");
  const resolved = element("div");
  const resolvedSection = section(parts.resolved, resolved);
  const restorable = createSeriesWindow(context, seriesId);
  const root = element(
    "div",
    {},
    ...[title, actsPlace, verification.root, about],
    section(parts.open, open),
    section(parts.charts, charts.root),
    resolvedSection,
    restorable.root,
    section(parts.proofs, proofs.root),
    section(parts.copies, copies.root),
    section(parts.runs, runsTable.root),
  );

  async function refreshFindings(signal: AbortSignal): Promise<readonly FindingRow[]> {
    const { rows } = await panel<FindingRow>("series/findings", asked, signal);
    const isOpen = ({ resolvedAt }: FindingRow) => resolvedAt === null;
    const [now, before] = [rows.filter(isOpen), rows.filter((row) => !isOpen(row))];
    fillPlace(open, now, () => [
      now.length > 0 ? seriesFindings(now, context, acts) : none(WORDS[lang].empty.findings),
    ]);
    fillPlace(resolved, before, () => [seriesFindings(before, context, acts)]);
    resolvedSection.hidden = before.length === 0;
    return rows;
  }

  async function refreshCharts(signal: AbortSignal): Promise<void> {
    await charts.refresh(await refreshFindings(signal), signal);
    fillPlace(actsPlace, charts.runs().length > 0, () => [acts.ofSeries() ?? ""]);
  }

  async function refresh(series: SeriesIdentity, signal: AbortSignal): Promise<void> {
    fillPlace(title, series.asset, () => [given(series.asset)]);
    fillPlace(about, series, () => seriesAbout(series, context));
    await Promise.all([
      ...[refreshCharts(signal), restorable.refresh(signal), verification.refresh(signal)],
      ...[copies.refresh(signal), runsTable.refresh(signal), proofs.refresh(signal)],
    ]);
  }

  function unmount(): void {
    charts.unmount();
  }

  return { root, refresh, unmount };
}

function section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element("section", {}, element("h3", {}, title), ...children);
}

function none(text: string): HTMLElement {
  return element("p", { class: "empty" }, text);
}
