import type { TableColumn } from "./shell/data-table.ts";
import type { ViewContext } from "./shell/page-view.ts";
import { ago, given } from "./view.ts";

/** Columns of panels by what they hold. */
export function createCells({ formats, now }: Pick<ViewContext, "formats" | "now">) {
  /** Where nothing is known or there is none, this stands. */
  const NONE = "–";
  type Of<T, V> = (row: T) => V;
  return {
    text: <T>(name: string, title: string, of: Of<T, string>): TableColumn<T> => ({
      ...{ name, title },
      cell: (row) => (of(row) === "" ? NONE : given(of(row))),
    }),
    count: <T>(name: string, title: string, of: Of<T, number>): TableColumn<T> => ({
      ...{ name, title, is: "number" },
      cell: (row) => formats.count(of(row)),
    }),
    bytes: <T>(name: string, title: string, of: Of<T, number | string>): TableColumn<T> => ({
      ...{ name, title, is: "number" },
      cell: (row) => formats.bytes(of(row)),
    }),
    span: <T>(name: string, title: string, of: Of<T, number | null>): TableColumn<T> => ({
      ...{ name, title, is: "number" },
      cell: (row) => {
        const seconds = of(row);
        return seconds === null ? NONE : formats.duration(seconds);
      },
    }),
    ago: <T>(name: string, title: string, of: Of<T, string | null>): TableColumn<T> => ({
      ...{ name, title },
      cell: (row) => {
        const at = of(row);
        return at === null ? NONE : ago(at, { formats, now });
      },
    }),
  };
}
