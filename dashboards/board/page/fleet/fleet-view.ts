import { element } from "../element.ts";
import { createDataTable } from "../shell/data-table.ts";
import type { PageView, ViewContext } from "../shell/page-view.ts";
import { STATE_TONES } from "../worst-first.ts";
import { createCountTable } from "./count-table.ts";
import { createDayMap } from "./day-map.ts";
import type { DaySlots, FleetTotals, HourSlots, StateCount, WrongSeries } from "./fleet-rows.ts";
import { createFleetSummary } from "./fleet-summary.ts";
import { FLEET_WORDS } from "./fleet-words.ts";
import { createHourBars } from "./hour-bars.ts";
import { createLearningList } from "./learning-list.ts";
import { seriesColumns } from "./series-columns.ts";
import { createSeriesSearch } from "./series-search.ts";

const ROWS_PER_PAGE = 15;
const NO_TOTALS: FleetTotals = {
  ...{ series: 0, unknown: 0, learning: 0, neverProven: 0, openCritical: 0, openWarning: 0 },
};

/** Is everything backed up tonight? What is wrong stands first. */
export const fleetView: PageView = {
  name: "fleet",
  title: { en: "Fleet", fr: "Parc" },
  mount: (place, context) => {
    const { panel } = context;
    const words = FLEET_WORDS[context.lang];
    const search = createSeriesSearch(context);
    const summary = createFleetSummary({ context, onToggle: toggle });
    const wrong = createWrongTable(context);
    const tenants = createCountTable(context, "tenant");
    const sites = createCountTable(context, "site");
    const days = createDayMap(context);
    const hours = createHourBars(context);
    const learning = createLearningList(context);
    const searched = section(words.all, search.root, learning.root);
    const hint = element("p", { class: "empty" }, words.emptyHint);
    const parts = [
      section(words.wrongNow, element("div", { class: "wrong" }, wrong.root)),
      columns(section(words.byTenant, tenants.root), section(words.bySite, sites.root)),
      columns(section(words.days, days.root), section(words.next, hours.root)),
      searched,
    ];
    place.append(summary.root, hint, ...parts);

    function toggle(state: StateCount["state"]): void {
      search.toggle(state);
      if (search.chosenStates().includes(state)) searched.scrollIntoView({ block: "start" });
    }

    return {
      refresh: async (signal) => {
        const [totals, states, byDay, byHour] = await Promise.all([
          panel<FleetTotals>("fleet/totals", {}, signal),
          panel<StateCount>("fleet/slots-by-state", {}, signal),
          panel<DaySlots>("fleet/slots-by-day", {}, signal),
          panel<HourSlots>("fleet/next-slots", {}, signal),
          ...[wrong, tenants, sites, search].map((table) => table.refresh(signal)),
        ]);
        const [row = NO_TOTALS] = totals.rows;
        summary.show(states.rows, row, search.chosenStates());
        hint.hidden = row.series > 0;
        for (const part of parts) part.hidden = row.series === 0;
        days.show(byDay.rows, byDay.at);
        hours.show(byHour.rows);
        await learning.show(row.learning, signal);
      },
      unmount: search.unmount,
    };
  },
};

function createWrongTable(context: ViewContext) {
  const { lang, formats, panel } = context;
  const words = FLEET_WORDS[lang];
  const columns = seriesColumns(context);
  return createDataTable<WrongSeries>({
    ...{ lang, formats, label: words.wrongNow, rowsPerPage: ROWS_PER_PAGE },
    columns: [
      ...[columns.series, columns.of, columns.state],
      ...[columns.slot, columns.lastGood, columns.next],
    ],
    keyOf: ({ seriesId }) => seriesId,
    classOf: ({ state }) => `tone-${STATE_TONES[state]}`,
    load: (page, signal) => panel<WrongSeries>("fleet/wrong-now", page, signal),
    empty: () => words.nothingWrong,
  });
}

function section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}

function columns(...children: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "columns" }, ...children);
}
