import type { SlotState } from "../../../../schemas/series-state.ts";
import { after } from "../after.ts";
import { element } from "../element.ts";
import { createDataTable } from "../shell/data-table.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { STATES_WORST_FIRST, type Tone, worstTone } from "../worst-first.ts";
import type { FoundSeries } from "./fleet-rows.ts";
import { FLEET_WORDS } from "./fleet-words.ts";
import { seriesColumns } from "./series-columns.ts";

const TYPING_MS = 250;
const ROWS_PER_PAGE = 25;

/** Every series, searched and paged by the server; what is searched is kept in the address. */
export function createSeriesSearch(context: ViewContext) {
  const { lang, formats, panel, query, setQuery } = context;
  const words = FLEET_WORDS[lang];
  const columns = seriesColumns(context);
  const input = element("input", {
    type: "search",
    "aria-label": words.search,
    placeholder: words.searchIn,
  });
  input.value = query().get("q") ?? "";
  const table = createDataTable<FoundSeries>({
    ...{ lang, formats, label: words.all, rowsPerPage: ROWS_PER_PAGE },
    columns: [
      ...[columns.series, columns.of, columns.state, columns.lastGood],
      ...[columns.next, columns.open, columns.proof],
    ],
    keyOf: ({ seriesId }) => seriesId,
    classOf: (row) => `tone-${toneOf(row)}`,
    load: (page, signal) =>
      panel<FoundSeries>(
        "fleet/series",
        { ...page, search: query().get("q") ?? "", state: chosenStates() },
        signal,
      ),
    empty: () => words.nothingFound,
  });
  const root = element("div", { class: "search" }, input, table.root);
  let forget = () => {};

  function ask(q: string, states: readonly SlotState[]): void {
    table.reset();
    setQuery({ ...(q !== "" && { q }), ...(states.length > 0 && { state: states }) });
  }

  /** The states that are asked for: all, where none is. */
  function chosenStates(): readonly SlotState[] {
    const named = query().getAll("state");
    return STATES_WORST_FIRST.filter((state) => named.includes(state));
  }

  input.addEventListener("input", () => {
    forget();
    forget = after(TYPING_MS, () => ask(input.value.trim(), chosenStates()));
  });

  return {
    root,
    refresh: table.refresh,
    chosenStates,
    toggle: (state: SlotState): void => {
      const states = new Set(chosenStates()).symmetricDifference(new Set([state]));
      ask(query().get("q") ?? "", [...states]);
    },
    unmount: () => forget(),
  };
}

/** A filled slot with something critical open is not good. */
function toneOf({ state, openCritical, openWarning }: FoundSeries): Tone {
  return worstTone(state, [
    ...(openCritical > 0 ? (["critical"] as const) : []),
    ...(openWarning > 0 ? (["warning"] as const) : []),
  ]);
}
