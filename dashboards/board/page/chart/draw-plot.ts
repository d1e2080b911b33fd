import uPlot from "uplot";
import { readChartColours } from "./chart-colours.ts";
import type { ChartData } from "./chart-data.ts";

const HEIGHT_PX = 220;
const FONT = "12px system-ui, sans-serif";
/** Of the ticks beside the labels, and of the room between the two. */
const TICK_PX = 8;
const GAP_PX = 5;
const AXIS_WIDTH_MIN_PX = 40;
const MIDNIGHT = "00:00";
const DASHES = [[], [6, 4], [2, 3]] as const;

export type Plot = {
  readonly resize: () => void;
  /** Puts the cursor on one instant. */
  readonly point: (index: number) => void;
  readonly destroy: () => void;
};

type Options = {
  readonly zone: string;
  readonly format: (value: number) => string;
  /** Told on which instant the pointer stands; null for none. */
  readonly read: (index: number | null) => void;
};

type Colours = ReturnType<typeof readChartColours>;

/** Draws a chart on a canvas, in the colours that the page has now. */
export function drawPlot(place: HTMLElement, data: ChartData, options: Options): Plot {
  const colours = readChartColours(place);
  const plot = new uPlot(plotOptions(place, data, { ...options, colours }), columnsOf(data), place);
  return {
    resize: () => {
      const width = place.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT_PX });
    },
    point: (index) => {
      const left = plot.valToPos((data.atMs[index] ?? 0) / 1_000, "x");
      plot.setCursor({ left, top: HEIGHT_PX / 3 }, false);
    },
    destroy: () => plot.destroy(),
  };
}

/** The instants, in seconds; the band's edges; then the lines. */
function columnsOf({ atMs, lines, band }: ChartData): uPlot.AlignedData {
  const edges = band ? [[...band.high], [...band.low]] : [];
  return [atMs.map((at) => at / 1_000), ...edges, ...lines.map(({ values }) => [...values])];
}

function plotOptions(
  place: HTMLElement,
  data: ChartData,
  { zone, format, read, colours }: Options & { readonly colours: Colours },
): uPlot.Options {
  const { band, range } = data;
  const grid = { stroke: colours("line"), width: 1 };
  const axis = { stroke: colours("quiet"), font: FONT, grid, ticks: grid };
  const clear = { stroke: "transparent", width: 0, points: { show: false } };
  return {
    width: Math.max(place.clientWidth, 100),
    height: HEIGHT_PX,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1_000), zone),
    legend: { show: false },
    cursor: { drag: { setScale: false, x: false, y: false } },
    scales: {
      x: { time: true, ...(range && { range: [range.fromMs / 1_000, range.toMs / 1_000] }) },
      y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.1] },
    },
    axes: [
      { ...axis, values: timeTicks(zone) },
      {
        ...axis,
        ticks: { ...grid, size: TICK_PX },
        gap: GAP_PX,
        size: widthOf,
        values: (_, ticks) => ticks.map(format),
      },
    ],
    series: [{}, ...(band ? [clear, clear] : []), ...strokes(data, colours)],
    ...(band && { bands: [{ series: [1, 2], fill: colours("idle", 0.2) }] }),
    hooks: {
      draw: [(plot) => drawNotes(plot, data, colours)],
      setCursor: [({ cursor }) => read(cursor.idx ?? null)],
    },
  };
}

/** How wide an axis is that shows all of its labels. */
function widthOf({ ctx }: uPlot, labels: readonly string[] | null): number {
  ctx.save();
  ctx.font = FONT;
  const widths = (labels ?? []).map((label) => ctx.measureText(label).width);
  ctx.restore();
  return Math.ceil(Math.max(AXIS_WIDTH_MIN_PX, ...widths.map((px) => px + TICK_PX + GAP_PX)));
}

/** Lines differ by their dashes as well as by their colours; few points are shown as dots. */
function strokes({ lines }: ChartData, colours: Colours): readonly uPlot.Series[] {
  return lines.map(({ label, tone = "active" }, index) => ({
    label,
    stroke: colours(tone),
    width: 2,
    dash: [...(DASHES[index % DASHES.length] ?? [])],
    points: { size: 5, fill: colours(tone) },
  }));
}

/** Days where ticks are days apart and at midnight, and hours else, as they are in the zone. */
function timeTicks(zone: string) {
  const lang = document.documentElement.lang;
  const inZone = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(lang === "fr" ? "fr-FR" : "en-GB", { timeZone: zone, ...options });
  const day = inZone({ day: "numeric", month: "short" });
  const hour = inZone({ hour: "2-digit", minute: "2-digit" });
  return (_: uPlot, ticks: readonly number[], __: number, ___: number, stepSeconds: number) =>
    ticks.map((at) => {
      const time = hour.format(at * 1_000);
      return stepSeconds >= 86_400 || time === MIDNIGHT ? day.format(at * 1_000) : time;
    });
}

/** A dashed line at each note, with a mark at its top that no colour is needed to see. */
function drawNotes({ ctx, bbox, valToPos }: uPlot, { notes = [] }: ChartData, colours: Colours) {
  ctx.save();
  ctx.setLineDash([4, 4]);
  ctx.lineWidth = 1.5;
  for (const { atMs, tone } of notes) {
    const x = valToPos(atMs / 1_000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colours(tone);
    ctx.fillStyle = colours(tone);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 6, bbox.top);
    ctx.lineTo(x + 6, bbox.top);
    ctx.lineTo(x, bbox.top + 9);
    ctx.fill();
  }
  ctx.restore();
}
