import type { Formats } from "../create-formats.ts";
import { element } from "../element.ts";
import { SHELL_WORDS, type ShellWords } from "../shell/shell-words.ts";
import type { Lang } from "../words.ts";
import type { ChartData } from "./chart-data.ts";
import { chartTable } from "./chart-table.ts";
import type { Plot } from "./draw-plot.ts";

type Options = {
  readonly lang: Lang;
  readonly zone: string;
  readonly formats: Formats;
  readonly title: string;
  /** A value as people read it, with its unit. */
  readonly format: (value: number) => string;
};

/**
 * A time series with what is expected of it and what happened: drawn, read value by value with the
 * arrow keys, and as a table. `show` it as often as the data changes; `unmount` it at the end.
 */
export function createChart({ lang, zone, formats, title, format }: Options) {
  const words = SHELL_WORDS[lang].chart;
  const { root, place, readout, details, tablePlace, nothing } = createParts(title, words);
  const theme = matchMedia("(prefers-color-scheme: dark)");
  const resizing = new ResizeObserver(() => void plot?.resize());
  let data: ChartData | null = null;
  let plot: Plot | null = null;
  let key = "";
  let index: number | null = null;

  place.addEventListener("keydown", move);
  details.addEventListener("toggle", showTable);
  theme.addEventListener("change", draw);
  resizing.observe(place);

  function show(next: ChartData): void {
    const nextKey = JSON.stringify(next);
    if (key === nextKey) return;
    key = nextKey;
    data = next;
    index = null;
    const isEmpty = next.atMs.length === 0 && (next.notes ?? []).length === 0;
    place.hidden = isEmpty;
    details.hidden = isEmpty;
    nothing.hidden = !isEmpty;
    readout.textContent = "";
    showTable();
    void draw();
  }

  /** The library comes with the first chart, and not before. */
  async function draw(): Promise<void> {
    const { drawPlot } = await import("./draw-plot.ts");
    plot?.destroy();
    plot = data === null || place.hidden ? null : drawPlot(place, data, { zone, format, read });
  }

  function showTable(): void {
    if (!data || !details.open) return;
    tablePlace.replaceChildren(chartTable(data, { label: title, words, formats, format }));
  }

  function move(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || !data) return;
    event.preventDefault();
    const last = data.atMs.length - 1;
    index = index === null ? last : Math.min(last, Math.max(0, index + step));
    plot?.point(index);
    read(index);
  }

  /** Says the values at one instant. */
  function read(at: number | null): void {
    if (data && at !== null) index = at;
    readout.textContent =
      data && at !== null ? sayValues(data, at, { formats, format, words }) : "";
  }

  function unmount(): void {
    plot?.destroy();
    plot = null;
    resizing.disconnect();
    theme.removeEventListener("change", draw);
  }

  return { root, show, unmount };
}

function createParts(title: string, words: ShellWords["chart"]) {
  const place = element("div", {
    class: "plot",
    role: "img",
    tabindex: "0",
    "aria-label": `${title}. ${words.how}`,
  });
  const readout = element("p", { class: "readout quiet", "aria-live": "polite" });
  const scrolled = { class: "table-place", role: "region", tabindex: "0" };
  const tablePlace = element("div", { ...scrolled, "aria-label": `${title}: ${words.asTable}` });
  const details = element("details", {}, element("summary", {}, words.asTable), tablePlace);
  const nothing = element("p", { class: "empty" }, words.empty);
  const caption = element("figcaption", {}, title);
  const root = element("figure", { class: "chart" }, caption, place, nothing, readout, details);
  return { root, place, readout, details, tablePlace, nothing };
}

type Saying = Pick<Options, "formats" | "format"> & { readonly words: ShellWords["chart"] };

/** All that the chart shows at one instant, in a line. */
function sayValues({ atMs, lines, band }: ChartData, at: number, saying: Saying): string {
  const { formats, format, words } = saying;
  const say = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format(value);
  const expected = band && words.between(say(band.low[at]), say(band.high[at]));
  return [
    formats.instant(new Date(atMs[at] ?? 0).toISOString()),
    ...lines.map(({ label, values }) => `${label}: ${say(values[at])}`),
    ...(expected ? [`${words.expected}: ${expected}`] : []),
  ].join(" · ");
}
