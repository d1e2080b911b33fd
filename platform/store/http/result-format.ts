import { lexSql } from "../lex-sql.ts";

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
  JSON: "application/json; charset=UTF-8",
  JSONCompact: "application/json; charset=UTF-8",
  JSONStrings: "application/json; charset=UTF-8",
  CSVWithNames: "text/csv; charset=UTF-8; header=present",
  TabSeparatedWithNames: "text/tab-separated-values; charset=UTF-8",
  TabSeparatedWithNamesAndTypes: "text/tab-separated-values; charset=UTF-8",
};

/** The format that a statement asks for by its FORMAT clause, else `wanted`. */
export function findFormat(sql: string, wanted: string): string {
  const clause = /\bFORMAT\s+(\w+)\s*(?:SETTINGS\b[^()]*)?;?\s*$/i.exec(sql);
  return clause?.[1] ?? wanted;
}

export function contentType(format: string): string {
  return JOINABLE[format] ?? WHOLE[format] ?? "text/plain; charset=UTF-8";
}

/**
 * Whether a result can be sent chunk by chunk. Not with a subquery, as the engine may run it while
 * it plans, which would hold up this process.
 */
export function isStreamable(sql: string, format: string): boolean {
  const tokens = lexSql(sql);
  if (!(format in JOINABLE) || tokens === null) return false;
  const words = tokens.map(({ text }) => text.toLowerCase());
  if (words[0] !== "select" && words[0] !== "with") return false;
  return words.filter((word) => word === "select").length === 1;
}
