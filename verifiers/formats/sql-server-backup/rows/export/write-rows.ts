import type { CellValue } from "../values/cell-value.ts";
import type { TableRows } from "./export-table.ts";

export const ROW_FORMATS = ["jsonl", "csv"] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

const MUST_BE_QUOTED = /[",\r\n]/;
const LINE_END = "\r\n";

/** The rows as text, line by line: JSON objects by column (JSON Lines), or CSV with a header. */
export async function* writeRows(
  { columns, rows }: Pick<TableRows, "columns" | "rows">,
  format: RowFormat,
): AsyncIterable<string> {
  const names = columns.map(({ name }) => name);
  if (format === "csv") yield writeCsvLine(names);
  for await (const row of rows)
    yield format === "csv" ? writeCsvLine(row) : `${JSON.stringify(toObject(names, row))}\n`;
}

/** Infinity and NaN, which JSON has not, become text: they are no nulls. */
function toObject(names: readonly string[], row: readonly CellValue[]): object {
  const toJson = (value: CellValue) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return Object.fromEntries(names.map((name, index) => [name, toJson(row[index] ?? null)]));
}

/** RFC 4180. A null is empty, an empty text is quoted: they can be told apart. */
function writeCsvLine(row: readonly CellValue[]): string {
  return row.map(writeCsvField).join(",") + LINE_END;
}

function writeCsvField(value: CellValue): string {
  if (value === null) return "";
  const text = String(value);
  return text === "" || MUST_BE_QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
