import { element } from "../element.ts";
import { createDataTable } from "../shell/data-table.ts";
import type { ViewContext } from "../shell/page-view.ts";
import type { LearningSeries } from "./fleet-rows.ts";
import { FLEET_WORDS } from "./fleet-words.ts";
import { seriesColumns } from "./series-columns.ts";

const ROWS_PER_PAGE = 10;

/** Series that are not yet known well enough to be judged; asked for once somebody opens it. */
export function createLearningList(context: ViewContext) {
  const { lang, formats, panel } = context;
  const words = FLEET_WORDS[lang];
  const columns = seriesColumns(context);
  const summary = element("summary");
  const table = createDataTable<LearningSeries>({
    ...{ lang, formats, label: words.runs, rowsPerPage: ROWS_PER_PAGE },
    columns: [
      columns.series,
      columns.of,
      {
        name: "runs",
        title: words.runs,
        is: "number",
        cell: ({ runs, needed }) => words.runsOf(formats.count(runs), formats.count(needed)),
      },
    ],
    keyOf: ({ seriesId }) => seriesId,
    load: (page, signal) => panel<LearningSeries>("fleet/learning", page, signal),
    empty: () => words.nobody,
  });
  const root = element("details", { class: "learning" }, summary, table.root);
  root.addEventListener("toggle", () => {
    if (root.open) void table.refresh(new AbortController().signal).catch(() => undefined);
  });

  return {
    root,
    show: async (count: number, signal: AbortSignal): Promise<void> => {
      root.hidden = count === 0;
      summary.textContent = words.learning(count);
      if (root.open) await table.refresh(signal);
    },
  };
}
