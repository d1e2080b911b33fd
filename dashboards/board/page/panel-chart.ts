import type { ChartData } from "./chart/chart-data.ts";
import { createChart } from "./chart/create-chart.ts";
import type { ViewContext } from "./shell/page-view.ts";

const HALF_DAY_MS = 12 * 3_600_000;

type Options<T> = {
  readonly panel: string;
  readonly title: string;
  readonly format: (value: number) => string;
  readonly data: (rows: readonly T[]) => ChartData;
};

/** A panel's rows as a chart over time. */
export function createPanelChart<T>(context: ViewContext, options: Options<T>) {
  const { lang, zone, formats, panel } = context;
  const { title, format } = options;
  const chart = createChart({ lang, zone, formats, title, format });
  return {
    root: chart.root,
    unmount: chart.unmount,
    refresh: async (signal: AbortSignal): Promise<void> => {
      const { rows } = await panel<T>(options.panel, {}, signal);
      chart.show(withRange(options.data(rows)));
    },
  };
}

/** A single instant says no range by itself. */
function withRange(data: ChartData): ChartData {
  const [only, ...others] = data.atMs;
  if (only === undefined || others.length > 0 || data.range) return data;
  return { ...data, range: { fromMs: only - HALF_DAY_MS, toMs: only + HALF_DAY_MS } };
}

/** Civil days on a time axis: each at its noon, and all of the first and the last to be seen. */
export function daysOf(rows: readonly { readonly day: string }[]) {
  const atMs = rows.map(({ day }) => Date.parse(`${day}T12:00:00Z`));
  const [first, last] = [atMs[0], atMs.at(-1)];
  if (first === undefined || last === undefined) return { atMs };
  return { atMs, range: { fromMs: first - HALF_DAY_MS, toMs: last + HALF_DAY_MS } };
}
