import { type Answer, judgeAssertions } from "../assertions/judge-assertions.ts";
import type { Questions } from "../questions.ts";
import type { Content } from "../stage.ts";
import { describeError, readClientError } from "./mariadb-error.ts";
import { askAs, type Mariadb } from "./run-mariadb.ts";

const TABLES_MAX = 10_000;
const SECONDS_MAX = 60;
const READ_ONLY = `SET SESSION TRANSACTION READ ONLY; SET time_zone = '+00:00'; SET max_statement_time = ${SECONDS_MAX}`;
const NO_CONTENT = "'information_schema', 'performance_schema', 'mysql', 'sys', 'vigie_sandbox'";
const NO_SUCH = new Set([1054, 1146]);
const NOT_ONE = new Set([1241, 1242]);

export type RestoredTable = { readonly schema: string; readonly name: string };

/** The tables that hold content; null where the server gave no answer. */
export async function listTables(server: Mariadb): Promise<readonly RestoredTable[] | null> {
  const { code, output } = await askAs(
    server,
    server.asker,
    `SELECT HEX(table_schema), HEX(table_name) FROM information_schema.tables
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN (${NO_CONTENT})
      ORDER BY 1, 2 LIMIT ${TABLES_MAX}`,
  );
  if (code !== 0) return null;
  return linesOf(output).map((line) => {
    const [schema = "", name = ""] = line.split("\t").map(fromHex);
    return { schema, name };
  });
}

/** Counts every row and asks what is asked; null where a table gave no count. */
export async function surveyMariadb(
  server: Mariadb,
  tables: readonly RestoredTable[],
  { freshness, assertions }: Questions,
): Promise<Content | null> {
  const counts = tables.map(({ schema, name }) => `SELECT COUNT(*) FROM ${quote(schema, name)}`);
  const counted = await askAs(server, server.asker, ["SELECT 'rows'", ...counts].join(";\n"));
  const [, ...rows] = linesOf(counted.output).map(Number);
  if (counted.code !== 0 || rows.length !== tables.length) return null;
  const keyed = tables.map(({ schema, name }, at) => [`${schema}.${name}`, rows[at] ?? 0] as const);
  return {
    rowCounts: Object.fromEntries(keyed),
    newest: freshness ? await readNewest(server, tables, freshness) : null,
    assertions: await judgeAssertions(assertions, (sql) => askOneValue(server, sql)),
  };
}

async function readNewest(
  server: Mariadb,
  tables: readonly RestoredTable[],
  { table, column }: NonNullable<Questions["freshness"]>,
): Promise<Content["newest"]> {
  const [name = "", schema] = table.split(".").reverse();
  const found = tables.find((one) => one.name === name && (!schema || one.schema === schema));
  if (!found) return { found: false, newestMs: null };
  const sql = `SELECT TRUNCATE(UNIX_TIMESTAMP(MAX(${quote(column)})) * 1000, 0) FROM ${quote(found.schema, name)}`;
  const { code, output } = await askAs(server, server.asker, `${READ_ONLY};\n${sql}`);
  const [newest] = linesOf(output);
  if (code !== 0) return { found: false, newestMs: null };
  return { found: true, newestMs: newest && newest !== "NULL" ? Number(newest) : null };
}

async function askOneValue(server: Mariadb, sql: string): Promise<Answer> {
  const asked = sql.trim().replace(/;$/, "");
  const wrapped = `SELECT IFNULL(HEX(CAST((${asked}\n) AS CHAR)), 'NULL')`;
  const said = await askAs(server, server.asker, `${READ_ONLY};\n${wrapped}`);
  if (said.code !== 0) {
    const error = readClientError(said.errors);
    if (error.number !== null && NOT_ONE.has(error.number)) return { kind: "not-one" };
    const missing = error.number !== null && NO_SUCH.has(error.number);
    return { kind: "failed", missing, because: describeError(error) };
  }
  const [value = "NULL"] = linesOf(said.output);
  return { kind: "value", value: value === "NULL" ? null : fromHex(value) };
}

function linesOf(output: string): string[] {
  return output.split("\n").filter((line) => line !== "");
}

function fromHex(text: string): string {
  return Buffer.from(text, "hex").toString("utf8");
}

function quote(...names: readonly string[]): string {
  return names.map((name) => `\`${name.replaceAll("`", "``")}\``).join(".");
}
