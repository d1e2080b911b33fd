import { readFileSync } from "node:fs";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { PostgresEngine } from "../postgres-restore/postgres-engine.ts";
import { describeState, sqlState } from "../postgres-restore/sql-error.ts";
import { keyOf } from "./find-candidates.ts";
import { translateSql } from "./translate-sql.ts";

const LIST_COLUMNS_USED = readFileSync(new URL("./list-columns-used.sql", import.meta.url), "utf8");
const OTHERWISE = {
  en: "the embedded PostgreSQL would read it otherwise than SQL Server does",
  fr: "le PostgreSQL embarqué le lirait autrement que SQL Server",
};
const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** An assertion's SQL as the engine takes it, and what it must be loaded with first. */
export type Prepared = {
  /** Of one value, written as the driver of SQL Server writes it. */
  readonly sql: string;
  /** Names of columns as the engine folds them, by the key of their table. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
};

type Used = {
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly type: string;
};

/** Makes a view of it on empty tables, which the engine's own catalogue then tells about. */
export async function prepareAssertion(
  engine: PostgresEngine,
  sql: string,
): Promise<Prepared | { readonly because: Bilingual }> {
  const translated = translateSql(sql.trim().replace(/;$/, ""));
  if (translated === null) return { because: OTHERWISE };
  const value = `(${translated}\n)`;
  try {
    await engine.exec("BEGIN");
    await engine.query(`CREATE VIEW vigie_question AS SELECT ${value} AS value`);
    const { rows } = await engine.query<Used>(LIST_COLUMNS_USED);
    return { sql: write(value, rows[0]?.type ?? ""), used: groupUsed(rows) };
  } catch (error) {
    return { because: describeRefusal(error) };
  } finally {
    await engine.exec("ROLLBACK");
  }
}

/** Why the engine could not ask it, which may be no fault of the assertion. */
export function describeRefusal(error: unknown): Bilingual {
  const { en, fr } = describeState(sqlState(error));
  return {
    en: `${en}, in the embedded PostgreSQL, which has not all of T-SQL`,
    fr: `${fr}, dans le PostgreSQL embarqué, qui n'a pas tout T-SQL`,
  };
}

function groupUsed(rows: readonly Used[]): Prepared["used"] {
  const used = new Map<string, Set<string>>();
  for (const { schema, table, column } of rows) {
    if (schema === null || table === null) continue;
    const key = keyOf(schema, table);
    const columns = used.get(key) ?? new Set();
    used.set(key, column === null ? columns : columns.add(column));
  }
  return used;
}

function write(value: string, type: string): string {
  switch (type) {
    case "date":
    case "timestamp":
    case "timestamptz":
      return `SELECT to_char(${value}, ${ISO})`;
    case "bytea":
      return `SELECT encode(${value}, 'hex')`;
    case "tsql_bit":
      return `SELECT ${value} <> 0`;
    default:
      return `SELECT ${value}`;
  }
}
