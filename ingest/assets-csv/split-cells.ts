/** A cell's text up to its end: quoted, where `""` is a quote, or as it is. */
const QUOTED = /"((?:[^"]|"")*)"/y;

/**
 * The cells of one line of a table as RFC 4180 writes it, without the blanks around them; null
 * where a quote is not closed, or something follows one.
 */
export function splitCells(line: string, separator: string): readonly string[] | null {
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    const cell = readCell(line, at, separator);
    if (!cell) return null;
    cells.push(cell.text.trim());
    at = cell.end;
    if (at >= line.length) return cells;
  }
}

function readCell(line: string, from: number, separator: string) {
  QUOTED.lastIndex = from;
  const quoted = QUOTED.exec(line);
  if (!quoted) {
    if (line[from] === '"') return null;
    const found = line.indexOf(separator, from);
    const end = found < 0 ? line.length : found;
    return { text: line.slice(from, end), end };
  }
  const end = QUOTED.lastIndex;
  if (end < line.length && line[end] !== separator) return null;
  return { text: (quoted[1] ?? "").replaceAll('""', '"'), end };
}
