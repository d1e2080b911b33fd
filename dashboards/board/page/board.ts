import { createAnnouncer } from "./announcer.ts";
import { arrange } from "./arrange.ts";
import { BoardModel, type Row } from "./board-model.ts";
import { connectLive } from "./connect-live.ts";
import { createFormats } from "./create-formats.ts";
import { element } from "./element.ts";
import { createFilterBar } from "./filter-bar.ts";
import { findingList } from "./finding-list.ts";
import { createLiveBadge } from "./live-badge.ts";
import { proofList } from "./proof-list.ts";
import { matchesFilter } from "./row-filter.ts";
import { createSeriesDialog } from "./series-dialog.ts";
import { createSeriesTable } from "./series-table.ts";
import { createSummaryBar } from "./summary-bar.ts";
import { refreshTimes, type View } from "./view.ts";
import { type Lang, WORDS } from "./words.ts";

/** More than a person reads; the worst come first, and the filter finds the others. */
const ROWS_MAX = 500;
const FINDINGS_MAX = 200;

const lang: Lang = document.documentElement.lang === "fr" ? "fr" : "en";
const zone = document.documentElement.dataset["zone"] ?? "UTC";
const words = WORDS[lang];
let now = new Date(0).toISOString();
const view: View = { lang, words, formats: createFormats(lang, zone), now: () => now };

const model = new BoardModel();
const live = createLiveBadge(view);
const announcer = createAnnouncer(model, view);
const dialog = createSeriesDialog(view);
const filterBar = createFilterBar(view, () => showSeries(false));
const summary = createSummaryBar(view, filterBar.toggle);
const table = createSeriesTable(view, openSeries);
const tablePlace = element("div", { class: "place", tabindex: "-1" }, table.root);
const findingsPlace = element("div");
const resolvedPlace = element("div");
const proofsPlace = element("div");
const filled = new Map<HTMLElement, string>();

document.body.prepend(header(), main(), dialog.root, announcer.root);
connectLive({
  onChange: (change, isWhole) => {
    now = change.at;
    live.showLive(now);
    model.apply(change, isWhole);
    if (isWhole || change.series || change.findings || change.proofs) showSeries(!isWhole);
    showLists();
    refreshTimes(view);
    announcer.note(!isWhole);
  },
  onLost: live.showStale,
});

function header(): HTMLElement {
  const skip = element("button", { type: "button", class: "skip" }, words.page.skip);
  skip.addEventListener("click", () => tablePlace.focus());
  const logo = element("img", { src: "/board/vigie.svg", alt: "", width: "28", height: "28" });
  const name = element("h1", {}, logo, "Vigie");
  const languages = element(
    "nav",
    { "aria-label": words.page.language },
    languageLink("en", "English"),
    languageLink("fr", "Français"),
  );
  const subtitle = element("p", { class: "subtitle quiet" }, words.page.subtitle);
  return element("header", { class: "top" }, skip, name, subtitle, live.root, live.time, languages);
}

function languageLink(to: Lang, name: string): HTMLElement {
  const attributes = { href: `?lang=${to}`, lang: to, "aria-current": to === lang && "true" };
  const link = element("a", attributes, name);
  link.addEventListener("click", () => {
    link.href = `?lang=${to}${location.hash}`;
  });
  return link;
}

function main(): HTMLElement {
  const section = (className: string, title: string, ...children: readonly HTMLElement[]) =>
    element("section", { class: className }, element("h2", {}, title), ...children);
  const series = section("series", words.table.title, tablePlace);
  series.querySelector("h2")?.after(filterBar.root);
  return element(
    "main",
    {},
    summary.root,
    series,
    element(
      "div",
      { class: "columns" },
      element(
        "div",
        {},
        section("findings", words.findings.open, findingsPlace),
        section("resolved", words.findings.resolved, resolvedPlace),
      ),
      section("proofs", words.proofs.title, proofsPlace),
    ),
    element("footer", { class: "quiet" }, words.page.timesIn(zone)),
  );
}

function showSeries(isMarking: boolean): void {
  const rows = model.rows();
  const filter = filterBar.filter();
  const found = rows.filter((row) => matchesFilter(row, filter, words));
  const shown = found.slice(0, ROWS_MAX);
  const counts = model.counts(rows);
  summary.show(counts, filter.states);
  filterBar.showCount(found.length, rows.length);
  table.show(shown, isMarking);
  const isCut = shown.length < found.length || model.cutLists.has("series");
  const known = shown.length < found.length ? shown.length : rows.length;
  arrange(tablePlace, [
    shown.length > 0 ? table.root : noSeries(rows),
    ...(isCut ? [cutNote(words.table.title, known)] : []),
  ]);
  document.title = counts.open.critical > 0 ? `(${counts.open.critical}) Vigie` : "Vigie";
}

function noSeries(rows: readonly Row[]): HTMLElement {
  if (rows.length > 0) return empty(words.filter.nothing);
  return empty(words.empty.series, words.empty.seriesHint);
}

function showLists(): void {
  const open = model.listedFindings();
  const shown = open.slice(0, FINDINGS_MAX);
  const isCut = shown.length < open.length || model.cutLists.has("findings");
  const resolved = model.resolvedFindings(now).slice(0, FINDINGS_MAX);
  const proofs = model.recentProofs();
  const rows = model.rows();
  const unknown = model.counts(rows).states.get("unknown") ?? 0;
  const { empty: teach } = words;
  fill(findingsPlace, [shown, isCut, rows.length, unknown], () => [
    open.length > 0
      ? findingList(shown, model, view, openSeries)
      : empty(teach.findings, teach.findingsHint(rows.length, unknown)),
    ...(isCut ? [cutNote(words.findings.open, shown.length)] : []),
  ]);
  fill(resolvedPlace, resolved, () => [
    resolved.length > 0 ? findingList(resolved, model, view, openSeries) : empty(teach.resolved),
  ]);
  fill(proofsPlace, proofs, () => [
    proofs.length > 0 ? proofList(proofs, model, view) : empty(teach.proofs, teach.proofsHint),
  ]);
}

/** Fills a place anew only if what it shows is another, so that focus and selection stay. */
function fill(place: HTMLElement, content: unknown, make: () => readonly HTMLElement[]): void {
  const key = JSON.stringify(content);
  if (filled.get(place) === key) return;
  filled.set(place, key);
  place.replaceChildren(...make());
}

function empty(text: string, hint?: string): HTMLElement {
  return element(
    "div",
    { class: "empty" },
    element("p", {}, text),
    hint ? element("p", {}, hint) : null,
  );
}

function cutNote(list: string, count: number): HTMLElement {
  return element("p", { class: "cut" }, words.cut(list, count));
}

function openSeries(seriesId: string): void {
  const row = model.rows().find(({ series }) => series.id === seriesId);
  if (row) dialog.open(row);
}
