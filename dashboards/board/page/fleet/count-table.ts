import { element } from "../element.ts";
import { icon } from "../icon.ts";
import { createDataTable, type TableColumn } from "../shell/data-table.ts";
import type { ViewContext } from "../shell/page-view.ts";
import { SHELL_WORDS } from "../shell/shell-words.ts";
import { given } from "../view.ts";
import { WORDS } from "../words.ts";
import { STATE_TONES } from "../worst-first.ts";
import type { StateCounts } from "./fleet-rows.ts";
import { FLEET_WORDS } from "./fleet-words.ts";

const ROWS_PER_PAGE = 12;
const SHOWN = ["missing", "late", "failed", "stuck", "unprotected", "unknown"] as const;

type Counts = StateCounts & { readonly tenant?: string; readonly site?: string };

/** How the night stands tenant by tenant, or site by site; each narrows the filter to itself. */
export function createCountTable(context: ViewContext, by: "tenant" | "site") {
  const { lang, formats, panel, href } = context;
  const words = FLEET_WORDS[lang];
  const title = by === "tenant" ? words.byTenant : words.bySite;
  const nameOf = (row: Counts) => row[by] ?? "";
  const states = SHOWN.map(
    (state): TableColumn<Counts> => ({
      name: state,
      title: WORDS[lang].states[state],
      is: "number",
      cell: (row) =>
        row[state] === 0
          ? element("span", { class: "none" }, "0")
          : element(
              "span",
              { class: `badge tone-${STATE_TONES[state]}` },
              icon(state),
              element("span", {}, formats.count(row[state])),
            ),
    }),
  );
  return createDataTable<Counts>({
    ...{ lang, formats, label: title, rowsPerPage: ROWS_PER_PAGE, keyOf: nameOf },
    columns: [
      {
        name: by,
        title: SHELL_WORDS[lang].filter.fields[by],
        cell: (row) =>
          element(
            "a",
            { href: href("fleet", undefined, { [by]: nameOf(row) }) },
            given(nameOf(row)),
          ),
      },
      {
        name: "total",
        title: words.total,
        is: "number",
        cell: ({ series }) => formats.count(series),
      },
      ...states,
    ],
    load: (page, signal) => panel<Counts>(`fleet/by-${by}`, page, signal),
    empty: () => words.nobody,
  });
}
