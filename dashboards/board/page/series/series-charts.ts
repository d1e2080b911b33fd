import type { ChartData, ChartNote } from "../chart/chart-data.ts";
import { createChart } from "../chart/create-chart.ts";
import { element } from "../element.ts";
import type { PanelRows, Query, ViewContext } from "../shell/page-view.ts";
import { type Lang, WORDS } from "../words.ts";
import { SEVERITY_TONES } from "../worst-first.ts";
import type { DurationRow, FindingRow, RatioRow, SizeRow } from "./series-rows.ts";
import { SERIES_WORDS, type SeriesWords } from "./series-words.ts";

const HALF_DAY_MS = 43_200_000;
const RUN_KINDS: ReadonlySet<string> = new Set([
  "undersized",
  "oversized",
  "too-fast",
  "too-slow",
  "incompressible",
]);

/** Sizes in their band with what was found, durations, throughput and compression of one series. */
export function createSeriesCharts(context: ViewContext, asked: Query) {
  const { lang, zone, formats, panel } = context;
  const words = SERIES_WORDS[lang].charts;
  const chart = (title: string, format: (value: number) => string) =>
    createChart({ lang, zone, formats, title, format });
  const share = new Intl.NumberFormat(lang === "fr" ? "fr-FR" : "en-GB", {
    style: "percent",
    maximumFractionDigits: 1,
  });
  const sizes = chart(words.sizes, formats.bytes);
  const durations = chart(words.durations, formats.duration);
  const throughput = chart(words.throughput, formats.bytes);
  const ratio = chart(words.ratio, (value) => share.format(value));
  const noBand = element("p", { class: "quiet", hidden: true }, words.noBand);
  const charts = [sizes, durations, throughput, ratio];
  const root = element("div", { class: "charts" }, ...charts.map((one) => one.root));
  sizes.root.append(noBand);

  let runs: readonly SizeRow[] = [];

  async function refresh(findings: readonly FindingRow[], signal: AbortSignal): Promise<void> {
    const ask = <T>(name: string): Promise<PanelRows<T>> => panel(`series/${name}`, asked, signal);
    const [sized, timed, stored] = await Promise.all([
      ask<SizeRow>("sizes"),
      ask<DurationRow>("durations"),
      ask<RatioRow>("compression"),
    ]);
    runs = sized.rows.toReversed();
    const times = timed.rows.toReversed();
    const ratios = stored.rows.toReversed();
    sizes.show({ ...sizesOf(runs, words), notes: notesOf(findings, runs, lang) });
    noBand.hidden = runs.length === 0 || runs.some(({ expected }) => expected !== null);
    durations.show(lineOf(times, words.duration, ({ duration }) => duration));
    throughput.show(lineOf(times, words.rate, (row) => toNumber(row.throughput)));
    ratio.show(lineOf(ratios, words.share, (row) => row.ratio));
  }

  return {
    root,
    refresh,
    /** Its runs with their sizes, the newest first. */
    runs: () => runs.toReversed(),
    unmount: (): void => {
      for (const one of charts) one.unmount();
    },
  };
}

function sizesOf(rows: readonly SizeRow[], words: SeriesWords["charts"]): ChartData {
  const values = (read: (row: SizeRow) => SizeRow["low"]) => rows.map((row) => toNumber(read(row)));
  const expected = values((row) => row.expected);
  return {
    ...rangeOf(rows),
    atMs: rows.map(({ at }) => Date.parse(at)),
    lines: [
      { label: words.size, values: values(({ size }) => size) },
      { label: words.expected, values: expected, tone: "quiet" },
    ],
    band: { low: values(({ low }) => low), high: values(({ high }) => high) },
  };
}

/** Where its run began; what is about no run, or none of these, where it opened. */
function notesOf(
  findings: readonly FindingRow[],
  runs: readonly SizeRow[],
  lang: Lang,
): readonly ChartNote[] {
  const started = new Map(runs.map(({ runId, at }) => [runId, at]));
  return findings.map(({ kind, severity, runId, at }) => {
    const ofRun = RUN_KINDS.has(kind) && runId !== null ? started.get(runId) : undefined;
    return {
      atMs: Date.parse(ofRun ?? at),
      label: WORDS[lang].kinds[kind],
      tone: SEVERITY_TONES[severity],
    };
  });
}

function lineOf<T extends { readonly at: string }>(
  rows: readonly T[],
  label: string,
  read: (row: T) => number | null,
): ChartData {
  return {
    ...rangeOf(rows),
    atMs: rows.map(({ at }) => Date.parse(at)),
    lines: [{ label, values: rows.map(read) }],
  };
}

/** One run alone has no span of its own: its day. */
function rangeOf([first, ...others]: readonly { readonly at: string }[]): Pick<ChartData, "range"> {
  if (!first || others.length > 0) return {};
  const atMs = Date.parse(first.at);
  return { range: { fromMs: atMs - HALF_DAY_MS, toMs: atMs + HALF_DAY_MS } };
}

/** Sizes beyond what numbers hold come as texts; a chart needs no more digits. */
function toNumber(size: number | string | null): number | null {
  return size === null ? null : Number(size);
}
