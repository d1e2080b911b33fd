import type { UserTable } from "../catalogue/catalogue-rows.ts";
import type { Catalogue } from "../catalogue/collect-catalogue.ts";

const BRACKETED = /\[((?:[^\]]|\]\])*)\]/g;

/**
 * The tables that a name may mean: one's own, alone or behind its schema's (`Orders`, `dbo.Orders`,
 * `[dbo].[Orders]`); by their case only where that tells them apart.
 */
export function findTables({ tables, schemas }: Catalogue, name: string): readonly UserTable[] {
  const fold = (text: string) => text.toLowerCase();
  const plain = name.replace(BRACKETED, (_, inner: string) => inner.replaceAll("]]", "]"));
  const isNamed = (table: UserTable, as: (text: string) => string) =>
    [table.name, `${schemas.get(table.schema) ?? ""}.${table.name}`].some((known) =>
      [name, plain].map(as).includes(as(known)),
    );
  const all = [...tables.values()];
  const exact = all.filter((table) => isNamed(table, (text) => text));
  return exact.length > 0 ? exact : all.filter((table) => isNamed(table, fold));
}
