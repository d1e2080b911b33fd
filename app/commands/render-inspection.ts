import type { Inspection } from "../../schemas/inspection.ts";
import { printable, renderTable } from "../render-table.ts";

const BAD_SHOWN_MAX = 20;
const TABLES_SHOWN_MAX = 100;
const VERDICTS: Readonly<Record<Inspection["verdict"], string>> = {
  sound: "sound: all that its format lets be checked without its engine is right",
  damaged: "damaged: do not count on restoring it",
  unknown: "unknown: this shows neither that it is good nor that it is bad",
};
const BACKUP_WORDS: readonly (readonly [keyof NonNullable<Inspection["backup"]>, string])[] = [
  ["type", "type"],
  ["database", "database"],
  ["server", "server"],
  ["startedAt", "started"],
  ["finishedAt", "finished"],
  ["engineVersion", "engine"],
  ["firstLsn", "first LSN"],
  ["lastLsn", "last LSN"],
  ["compressed", "compressed"],
  ["encrypted", "encrypted"],
  ["checksums", "checksums"],
];

/** What one backup showed, for a person; hostile names are made harmless. */
export function renderInspection(inspection: Inspection): string {
  const { format, verdict, reasons } = inspection;
  return [
    `${printable(format)}, ${VERDICTS[verdict]}`,
    ...reasons.map(({ en }) => `  ${printable(en)}`),
    ...renderBackup(inspection),
    ...renderPlaces(inspection),
    ...renderTables(inspection),
    `  read: ${inspection.bytesRead} bytes in ${inspection.seconds.toFixed(1)} s`,
  ].join("\n");
}

function renderBackup({ backup }: Inspection): readonly string[] {
  if (!backup) return [];
  const known = BACKUP_WORDS.filter(([key]) => backup[key] !== null);
  return known.map(([key, word]) => `  ${word}: ${printable(say(backup[key]))}`);
}

function say(fact: string | boolean | null): string {
  if (typeof fact === "boolean") return fact ? "yes" : "no";
  return fact ?? "not known";
}

function renderPlaces({ container, pages }: Inspection): readonly string[] {
  const lines: string[] = [];
  if (container)
    lines.push(`  container: ${container.blocks} blocks, ${container.streams} streams`);
  if (pages)
    lines.push(
      `  pages: ${pages.total}, of which ${pages.allocated} allocated: ${pages.checksum} with a checksum, ` +
        `${pages.tornBits} with torn bits, ${pages.unprotected} without protection`,
    );
  const bad = [
    ...(container?.bad ?? []).map(({ offset, reason }) => `byte ${offset}: ${reason}`),
    ...(pages?.bad ?? []).map(
      ({ file, page, offset, reason }) => `file ${file} page ${page}, byte ${offset}: ${reason}`,
    ),
  ];
  lines.push(...bad.slice(0, BAD_SHOWN_MAX).map((place) => `  bad: ${printable(place)}`));
  if (bad.length > BAD_SHOWN_MAX)
    lines.push(`  and ${bad.length - BAD_SHOWN_MAX} more bad places (--json has them)`);
  return lines;
}

function renderTables({ tables }: Inspection): readonly string[] {
  if (tables.length === 0) return [];
  const rows = tables
    .slice(0, TABLES_SHOWN_MAX)
    .map(({ schema, name, rows, recordedRows }) => [
      `${schema}.${name}`,
      rows === null ? "not counted" : String(rows),
      recordedRows === null ? "" : String(recordedRows),
    ]);
  const table = renderTable(["table", "rows", "recorded"], rows).split("\n");
  const left = tables.length - TABLES_SHOWN_MAX;
  const more = left > 0 ? [`  and ${left} more tables (--json has them)`] : [];
  return [...table.map((line) => `  ${line}`), ...more];
}
