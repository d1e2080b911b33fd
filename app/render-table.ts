const GAP = "  ";

/** What steers a terminal, or turns a line around (https://www.unicode.org/reports/tr9). */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Columns padded to their widest cell, for a terminal. What steers in cells, which may be
 * hostile, is shown as `?`.
 */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map(printable));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...clean.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  return [line(head), ...clean.map(line)].join("\n");
}

/** Text without anything that could steer a terminal, or make it read as another. */
export function printable(text: string): string {
  return text.replace(STEERING, "?");
}
