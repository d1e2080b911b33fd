import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { type Answer, judgeAssertions } from "../assertions/judge-assertions.ts";
import type { Questions } from "../questions.ts";
import type { Content } from "../stage.ts";
import { describeCode, judgeCode, sqliteCode } from "./sqlite-error.ts";

const LIST_TABLES = readFileSync(new URL("./list-tables.sql", import.meta.url), "utf8");
const SCHEMA = "main";
/** Greater numbers are milliseconds since the epoch, smaller ones seconds. */
const SECONDS_MAX = 100_000_000_000;

/** Counts every table's rows, then asks what is asked of them. */
export async function surveyFile(
  database: DatabaseSync,
  { freshness, assertions }: Questions,
): Promise<Content> {
  const rowCounts: Record<string, number> = {};
  for (const { name } of database.prepare(LIST_TABLES).all())
    rowCounts[`${SCHEMA}.${name}`] = countRows(database, String(name));
  return {
    rowCounts,
    newest: freshness ? readNewest(database, freshness) : null,
    assertions: await judgeAssertions(assertions, async (sql) => askOneValue(database, sql)),
  };
}

function countRows(database: DatabaseSync, table: string): number {
  const row = database.prepare(`SELECT count(*) AS rows FROM ${quote(table)}`).get();
  return Number(row?.["rows"]);
}

function readNewest(
  database: DatabaseSync,
  { table, column }: NonNullable<Questions["freshness"]>,
): Content["newest"] {
  const name = table.replace(/^main\./, "");
  try {
    const sql = `SELECT max(${bracket(column)}) AS newest FROM ${quote(name)}`;
    return { found: true, newestMs: toMs(database.prepare(sql).get()?.["newest"]) };
  } catch (error) {
    if (judgeCode(sqliteCode(error)).fault === "backup") throw error;
    return { found: false, newestMs: null };
  }
}

/** SQLite has no type for instants: text as ISO 8601, in UTC, or a number since the epoch. */
function toMs(value: unknown): number | null {
  if (typeof value === "number") return Math.trunc(value > SECONDS_MAX ? value : value * 1_000);
  if (typeof value !== "string") return null;
  const iso = value.trim().replace(" ", "T");
  const ms = Date.parse(/(Z|[+-][0-9]{2}:?[0-9]{2})$/.test(iso) ? iso : `${iso}Z`);
  const dayMs = Date.parse(iso);
  return [ms, dayMs].find(Number.isFinite) ?? null;
}

function askOneValue(database: DatabaseSync, sql: string): Answer {
  try {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    const rows = statement.iterate();
    const first: unknown = rows.next().value;
    const isOne = Array.isArray(first) && first.length === 1 && rows.next().done === true;
    if (!isOne) return { kind: "not-one" };
    const [value] = first;
    return { kind: "value", value: value === null ? null : String(value) };
  } catch (error) {
    const code = sqliteCode(error);
    const missing = judgeCode(code).fault === "backup";
    return { kind: "failed", missing, because: describeCode(code) };
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Unlike a name in double quotes, one in brackets is never taken for a text. */
function bracket(name: string): string {
  return name.includes("]") ? quote(name) : `[${name}]`;
}
