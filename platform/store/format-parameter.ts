import assert from "node:assert/strict";

/**
 * Values as the `param_*` of ClickHouse's HTTP interface has them: escaped as in TSV, strings
 * within arrays quoted.
 */
export function formatParameters(
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, formatParameter(value)]),
  );
}

function formatParameter(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  assert(Array.isArray(value), `a parameter cannot be ${typeof value}`);
  return `[${value.map(formatItem).join(",")}]`;
}

function formatItem(value: unknown): string {
  return typeof value === "string" ? `'${escapeText(value)}'` : formatParameter(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\0": "\\0",
};

function escapeText(text: string): string {
  return text.replace(/[\\'\t\n\r\0]/g, (character) => ESCAPES[character] ?? character);
}
