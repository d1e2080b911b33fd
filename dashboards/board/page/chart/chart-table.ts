import type { Formats } from "../create-formats.ts";
import { element } from "../element.ts";
import type { ShellWords } from "../shell/shell-words.ts";
import type { ChartData } from "./chart-data.ts";

/** More than anybody reads one by one; the latest ones stay. */
const ROWS_MAX = 500;

type Options = {
  readonly label: string;
  readonly words: ShellWords["chart"];
  readonly formats: Formats;
  readonly format: (value: number) => string;
};

/** What a chart shows, as a table: for who doesn't see it, and for who wants the numbers. */
export function chartTable(data: ChartData, { label, words, formats, format }: Options) {
  const { atMs, lines, band, notes = [] } = data;
  const say = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : format(value);
  const heads = [
    words.time,
    ...lines.map((line) => line.label),
    ...(band ? [words.expected] : []),
    ...(notes.length > 0 ? [words.noted] : []),
  ];
  const instants = [...new Set([...atMs, ...notes.map((note) => note.atMs)])].sort((a, b) => a - b);
  const indexOf = new Map(atMs.map((at, index) => [at, index]));
  const notesAt = Map.groupBy(notes, (note) => note.atMs);
  const rows = instants.slice(-ROWS_MAX).map((at) => {
    const index = indexOf.get(at) ?? -1;
    const cells = [
      ...lines.map(({ values }) => say(values[index])),
      ...(band ? [words.between(say(band.low[index]), say(band.high[index]))] : []),
      ...(notes.length > 0
        ? [(notesAt.get(at) ?? []).map((note) => note.label).join(", ") || "–"]
        : []),
    ];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, formats.instant(new Date(at).toISOString())),
      ...cells.map((cell) => element("td", {}, cell)),
    );
  });
  return element(
    "table",
    { "aria-label": label },
    element(
      "thead",
      {},
      element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head))),
    ),
    element("tbody", {}, ...rows),
  );
}
