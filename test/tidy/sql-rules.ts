import { posix } from "node:path";
import type { Rule } from "./rule.ts";
import { offence, type SourceFile } from "./source-file.ts";

/** What reads the server's own clock, in ClickHouse, SQLite or PostgreSQL. */
const AMBIENT_CLOCK =
  /\b(now|now64|now_in_block|today|yesterday|utc_?timestamp|statement_timestamp|clock_timestamp|transaction_timestamp|unixepoch)\s*\(\s*\)|\b(current_timestamp|current_date|current_time|localtimestamp)\b|\b(date|time|datetime|julianday|unixepoch|strftime)\s*\([^)]*'now'/gi;
const SQL_COMMENT = /--[^\n]*|\/\*[\s\S]*?\*\//g;
/** A string that holds SQL, rather than prose that mentions today(). */
const SQL_WORDS = /\b(select|insert|update|delete|create|where|values|default)\b/i;

export const sqlClockRule: Rule = {
  name: "SQL reads no clock: the instant is a parameter",
  check: (file) => {
    if (file.path.startsWith("test/")) return [];
    const sql = sqlOf(file);
    return [...sql.matchAll(AMBIENT_CLOCK)].map((found) =>
      offence(file, found.index, `${found[0]} reads the server's clock`),
    );
  },
  damage: [
    { path: "schemas/clickhouse/1.sql", text: "SELECT * FROM a WHERE b > now()" },
    { path: "analyzers/a.sql", text: "select * from a where b > today() - 7" },
    { path: "analyzers/a.sql", text: "select yesterday ( )" },
    { path: "alerts/1.sql", text: "create table a (b text default CURRENT_TIMESTAMP)" },
    { path: "alerts/1.sql", text: "select datetime('now', '-1 day')" },
    { path: "alerts/a.ts", text: 'const a = "select * from b where c < now()";' },
    { path: "alerts/a.ts", text: "const a = `delete from b where c < unixepoch()`;" },
  ],
  fine: [
    { path: "analyzers/a.sql", text: "-- not now()\nselect * from a where b > {at:DateTime64(3)}" },
    { path: "alerts/a.ts", text: "const atMs = clock.now();" },
    { path: "alerts/a.ts", text: "const a = 'select known()';" },
    { path: "alerts/a.ts", text: 'const a = "the functions now() and today() are banned";' },
  ],
};

export const sqlReadRule: Rule = {
  name: "each .sql file is read by a module near it, or by a test",
  check: (file, files) => {
    if (!file.path.endsWith(".sql") || file.path.startsWith("test/")) return [];
    const modules = files.filter(({ path }) => path.endsWith(".ts"));
    return modules.some((module) => reads(module, file))
      ? []
      : [`${file.path} is read by no module`];
  },
  damage: [{ path: "analyzers/orphan.sql", text: "select 1" }],
  fine: [],
};

/** By its name, by its name without `.sql`, or by the list of its folder. */
function reads(module: SourceFile, sql: SourceFile): boolean {
  const name = posix.basename(sql.path);
  if (!isNear(posix.dirname(module.path), posix.dirname(sql.path)))
    return module.path.startsWith("test/") && module.strings.includes(sql.path);
  if (module.strings.includes(name)) return true;
  if (/\$\{\w+\}\.sql/.test(module.text)) return module.strings.includes(name.replace(".sql", ""));
  return /\breaddirSync\b/.test(module.code) && module.code.includes("import.meta.url");
}

/** In its folder, or the folder above it. */
function isNear(module: string, sql: string): boolean {
  return module === sql || module === posix.dirname(sql);
}

function sqlOf(file: SourceFile): string {
  if (file.path.endsWith(".sql"))
    return file.text.replace(SQL_COMMENT, (comment) => comment.replace(/[^\n]/g, " "));
  return SQL_WORDS.test(file.strings) ? onlySqlLines(file.strings) : "";
}

function onlySqlLines(strings: string): string {
  return strings
    .split("\n")
    .map((line) => (SQL_WORDS.test(line) ? line : line.replace(/[^\n]/g, " ")))
    .join("\n");
}
