import { lexSql } from "../lex-sql.ts";
import type { Role } from "./authenticate.ts";

/** Formats whose chunks can be joined, with their content type. */
const JOINABLE: Readonly<Record<string, string>> = {
  JSONEachRow: "application/x-ndjson; charset=UTF-8",
  JSONLines: "application/x-ndjson; charset=UTF-8",
  NDJSON: "application/x-ndjson; charset=UTF-8",
  JSONStringsEachRow: "application/x-ndjson; charset=UTF-8",
  JSONCompactEachRow: "application/x-ndjson; charset=UTF-8",
  JSONCompactStringsEachRow: "application/x-ndjson; charset=UTF-8",
  TabSeparated: "text/tab-separated-values; charset=UTF-8",
  TSV: "text/tab-separated-values; charset=UTF-8",
  TabSeparatedRaw: "text/tab-separated-values; charset=UTF-8",
  TSVRaw: "text/tab-separated-values; charset=UTF-8",
  CSV: "text/csv; charset=UTF-8; header=absent",
  RowBinary: "application/octet-stream",
};
const WHOLE: Readonly<Record<string, string>> = {
  Native: "application/octet-stream",
  JSON: "application/json; charset=UTF-8",
  JSONCompact: "application/json; charset=UTF-8",
  JSONStrings: "application/json; charset=UTF-8",
  CSVWithNames: "text/csv; charset=UTF-8; header=present",
  TabSeparatedWithNames: "text/tab-separated-values; charset=UTF-8",
  TabSeparatedWithNamesAndTypes: "text/tab-separated-values; charset=UTF-8",
};

/** Of a statement's end, in which its FORMAT clause is looked for. */
const END_CHARACTERS = 1_000;

/** The format that a statement asks for by its FORMAT clause, else `wanted`. */
export function findFormat(sql: string, wanted: string): string {
  const end = sql.slice(-END_CHARACTERS);
  const clause = /\bFORMAT\s+(\w+)\s*(?:SETTINGS\b[^()]*)?;?\s*$/i.exec(end);
  return clause?.[1] ?? wanted;
}

export function contentType(format: string): string {
  return JOINABLE[format] ?? WHOLE[format] ?? "text/plain; charset=UTF-8";
}

/**
 * Whether a result can be sent chunk by chunk. Not with a subquery, as the engine may run it while
 * it plans, which would hold up this process. For who may only read no more than an export's
 * questions: of a table's own rows, since a view may have subqueries, and without any call, since
 * the engine works out calls of constants while it plans as well.
 */
export function isStreamable(sql: string, format: string, role: Role): boolean {
  if (!(format in JOINABLE) || !/^\s*(?:SELECT|WITH)\s/i.test(sql)) return false;
  const tokens = lexSql(sql);
  if (tokens === null) return false;
  const words = tokens.map(({ text }) => text.toLowerCase());
  const selects = words.filter((word) => word === "select").length;
  return selects === 1 && (role === "writing" || readsOneTable(words));
}

function readsOneTable(words: readonly string[]): boolean {
  const from = words.indexOf("from");
  const isTable = from > 0 && words[from + 1]?.endsWith("_rows") && !words.includes("join");
  const calls = words.some(
    (word, at) => words[at + 1] === "(" && /\w$/.test(word) && word !== "and",
  );
  return isTable === true && !calls && words.lastIndexOf("from") === from;
}
