const GAP = "  ";

/**
 * Columns padded to their widest cell, for a terminal. Control characters in cells, which may be
 * hostile, are shown as `?`.
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

/** Text without anything that could steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
