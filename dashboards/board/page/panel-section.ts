import { element } from "./element.ts";
import { createDataTable, type TableColumn } from "./shell/data-table.ts";
import type { Query, ViewContext } from "./shell/page-view.ts";

type Options<T> = {
  readonly panel: string;
  readonly title: string;
  /** How to read it. */
  readonly help?: string;
  readonly columns: readonly TableColumn<T>[];
  readonly keyOf: (row: T) => string;
  readonly classOf?: (row: T) => string;
  readonly rowsPerPage?: number;
  /** What to show in the place of no rows. */
  readonly empty: string;
  /** What is asked besides the shared filter. */
  readonly query?: () => Query;
};

const ROWS_PER_PAGE = 20;

/** A section with a panel's rows as a table. */
export function createPanelSection<T>(context: ViewContext, options: Options<T>) {
  const { lang, formats, panel } = context;
  const { title, help, columns, keyOf, classOf, empty, query } = options;
  const table = createDataTable<T>({
    ...{ lang, formats, columns, keyOf, label: title },
    ...(classOf && { classOf }),
    rowsPerPage: options.rowsPerPage ?? ROWS_PER_PAGE,
    empty: () => empty,
    load: (page, signal) => panel<T>(options.panel, { ...query?.(), ...page }, signal),
  });
  const note = help === undefined ? null : element("p", { class: "help quiet" }, help);
  const root = element("section", {}, element("h2", {}, title), note, table.root);
  return { root, refresh: table.refresh, reset: table.reset };
}
