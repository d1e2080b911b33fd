import type { ColumnRow } from "../../formats/sql-server-backup/rows/catalogue/catalogue-rows.ts";
import type { CellValue } from "../../formats/sql-server-backup/rows/values/cell-value.ts";

/** Of collations, as sys.syscolpars keeps them: CollationID of any `..._CI_...` has it. */
const IGNORES_CASE = 0x1000;
const TEXTS = new Set([35, 99, 167, 175, 231, 239]);
const BINARIES = new Set([34, 165, 173, 189]);
const UNIQUEIDENTIFIER = 36;
/** By `system_type_id`. `tsql_bit` is a domain of compatibility.sql. */
const TYPES: Readonly<Record<number, string>> = {
  40: "date",
  41: "time",
  42: "timestamp",
  43: "timestamptz",
  48: "smallint",
  52: "smallint",
  56: "integer",
  58: "timestamp",
  59: "real",
  60: "numeric",
  61: "timestamp",
  62: "double precision",
  104: "tsql_bit",
  106: "numeric",
  108: "numeric",
  122: "numeric",
  127: "bigint",
};

/** The engine's type that compares as SQL Server's does; of a type that is not read, `text`. */
export function toEngineType({ type, collation }: ColumnRow): string {
  if (BINARIES.has(type)) return "bytea";
  if (type === UNIQUEIDENTIFIER || (TEXTS.has(type) && collation & IGNORES_CASE)) return "citext";
  return TYPES[type] ?? "text";
}

/** A value in the text format of COPY. SQL Server compares texts without spaces at their end. */
export function toCopyText(value: CellValue, { type }: ColumnRow): string {
  if (value === null) return "\\N";
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return String(value);
  if (BINARIES.has(type)) return `\\\\x${value.slice(2)}`;
  return escapeText(TEXTS.has(type) ? trimEnd(value) : value);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === " ") end -= 1;
  return text.slice(0, end);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};

function escapeText(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
}
