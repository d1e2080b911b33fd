import type { Database } from "../sqlite/database.ts";

export type StateTable = {
  readonly table: string;
  readonly columns: readonly string[];
  /** Its primary key. */
  readonly key: readonly string[];
};

/**
 * The tables of a state in an SQLite file, but the record of its migrations; those that a table
 * refers to come before it.
 */
export function readStateTables(database: Database): readonly StateTable[] {
  const names = database
    .all(
      `select name from sqlite_schema where type = 'table'
       and name <> 'migrations' and name not like 'sqlite%' order by name`,
    )
    .map(({ name }) => String(name));
  const ordered = new Set<string>();
  const add = (name: string) => {
    for (const other of referredBy(database, name)) if (other !== name) add(other);
    ordered.add(name);
  };
  names.forEach(add);
  return [...ordered].map((table) => describeTable(database, table));
}

function referredBy(database: Database, table: string): readonly string[] {
  return database
    .all('select distinct "table" as other from pragma_foreign_key_list(?)', table)
    .map(({ other }) => String(other));
}

function describeTable(database: Database, table: string): StateTable {
  const columns = database.all("select name, pk from pragma_table_info(?) order by cid", table);
  const key = columns.filter(({ pk }) => Number(pk) > 0);
  return {
    table,
    columns: columns.map(({ name }) => String(name)),
    key: key.toSorted((a, b) => Number(a["pk"]) - Number(b["pk"])).map(({ name }) => String(name)),
  };
}
