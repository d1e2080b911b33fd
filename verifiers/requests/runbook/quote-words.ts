/** More than any engine takes for a name. */
const LENGTH_MAX = 4_096;
/** Steers a terminal, or makes a line read otherwise than it is. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

/**
 * Whether a text that others chose can stand in a command that a person copies: nothing in it is
 * unseen, and `sqlcmd` does not take a part of it for a variable.
 */
export function isQuotable(text: string): boolean {
  return text.length <= LENGTH_MAX && !UNSEEN.test(text) && !text.includes("$(");
}

/**
 * Whether a name can stand where a database is named: not an option, nor what clients of PostgreSQL
 * take for a connection (`host=… dbname=…`, `postgresql://…`).
 */
export function isNameable(text: string): boolean {
  return isQuotable(text) && /^[\p{L}\p{N}_][^=:/\\]*$/u.test(text);
}

/** One word for a POSIX shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=-]+$/.test(text) && !text.startsWith("-")
    ? text
    : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One name in standard SQL. */
export function sqlName(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Text that others chose, for a line that is only read. */
export function readable(text: string): string {
  return text.replace(new RegExp(UNSEEN, "gu"), "?");
}
