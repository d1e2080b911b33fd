import { expect } from "vitest";
import type { ColumnKind } from "../../../dashboards/panels/column-kinds.ts";
import type { Panel } from "../../../dashboards/panels/panel.ts";

/** The types of the store that Grafana's plugin turns into what a column's kind needs. */
const TYPES: Readonly<Record<ColumnKind, RegExp>> = {
  text: /^(String|Enum8\(.*\))$/,
  texts: /^Array\(.*String.*\)$/,
  id: /^String$/,
  instant: /^DateTime64\(\d, '[\w/]+'\)$/,
  day: /^(Date|String)$/,
  count: /^U?Int(8|16|32|64)$/,
  bytes: /^U?Int64$/,
  seconds: /^(Float(32|64)|U?Int\d+)$/,
  share: /^Float(32|64)$/,
  number: /^(Float(32|64)|U?Int\d+)$/,
  flag: /^(Bool|UInt8)$/,
};

type Typed = { readonly name: string; readonly type: string };

/** Expects the panel's columns, of types that fit; null or not is the same to Grafana. */
export function expectColumns({ name, columns }: Panel, found: readonly Typed[]): void {
  const names = found.map((column) => column.name);
  expect(names.toSorted(), name).toEqual(Object.keys(columns).toSorted());
  for (const { name: column, type } of found) {
    const bare = type.replace(/^LowCardinality\((.*)\)$/, "$1");
    const inner = bare.replace(/^Nullable\((.*)\)$/, "$1");
    expect(inner, `${column} of ${name}`).toMatch(TYPES[columns[column]?.is ?? "text"]);
  }
}
