import type { Bilingual } from "../../../schemas/bilingual.ts";
import {
  layOutTable,
  narrowLayout,
  type TableLayout,
} from "../../formats/sql-server-backup/rows/export/find-layout.ts";
import { readTable } from "../../formats/sql-server-backup/rows/export/read-table.ts";
import type { PostgresEngine } from "../postgres-restore/postgres-engine.ts";
import { describeState, sqlState } from "../postgres-restore/sql-error.ts";
import { toCopyText } from "./column-types.ts";
import { explainOtherCount } from "./explain-other-count.ts";
import { explainUnread } from "./explain-unread.ts";
import type { Candidate } from "./find-candidates.ts";
import type { OpenedDatabase } from "./open-database.ts";
import { foldName, quoteName } from "./translate-sql.ts";

const BATCH_CHARACTERS = 2 ** 20;
/** What the engine keeps beside a row's values. */
const ROW_OVERHEAD_BYTES = 40;

/** Of all tables together: the engine holds them in memory. */
export type Room = { bytesLeft: number };

type Loading = {
  readonly engine: PostgresEngine;
  readonly database: OpenedDatabase;
  readonly room: Room;
};

/**
 * Loads the rows of one table, of these columns alone (as the engine folds them). Resolves to why
 * answers of it would not count, or to null.
 */
export async function loadTable(
  loading: Loading,
  candidate: Candidate,
  wanted: ReadonlySet<string>,
): Promise<Bilingual | null> {
  try {
    const layout = layOutTable(loading.database.catalogue, candidate.table);
    const chosen = layout.columns.filter(({ name }) => wanted.has(foldName(name)));
    // A count needs no column, and COPY needs one.
    const columns = chosen.length > 0 ? chosen : layout.columns.slice(0, 1);
    const narrow = narrowLayout(layout, new Set(columns.map(({ name }) => name)));
    const rows = await copyRows(loading, narrow);
    if (rows === null) return tooLarge(candidate);
    const { recordedRows } = narrow;
    return recordedRows === rows
      ? null
      : explainOtherCount(candidate.table.name, rows, recordedRows);
  } catch (error) {
    const state = sqlState(error);
    return state === null ? explainUnread(error) : describeState(state);
  }
}

/** Resolves to how many rows there were; null where there is no room for them. */
async function copyRows(
  { engine, database, room }: Loading,
  { schema, table, columns, rowsets }: TableLayout,
): Promise<number | null> {
  const list = columns.map(({ name }) => quoteName(name)).join(", ");
  const into = `${quoteName(schema)}.${quoteName(table.name)} (${list})`;
  let [lines, rows] = ["", 0];
  const flush = async () => {
    const bytes = Buffer.from(lines);
    lines = "";
    room.bytesLeft -= bytes.length;
    if (room.bytesLeft < 0) return false;
    if (bytes.length > 0) await engine.copyRows(`COPY ${into} FROM stdin;`, bytes);
    return true;
  };
  for await (const row of readTable(rowsets, database.runs, database.pages)) {
    lines += `${columns.map((column, at) => toCopyText(row[at] ?? null, column)).join("\t")}\n`;
    rows += 1;
    room.bytesLeft -= ROW_OVERHEAD_BYTES;
    if (lines.length >= BATCH_CHARACTERS && !(await flush())) return null;
  }
  return (await flush()) ? rows : null;
}

/** Of a table that was loaded, why one of these columns (as the engine folds them) was not. */
export function findUnread(
  { catalogue }: OpenedDatabase,
  { table }: Candidate,
  columns: ReadonlySet<string>,
): Bilingual | null {
  const { omitted } = layOutTable(catalogue, table);
  const unread = omitted.find(({ name }) => columns.has(foldName(name)));
  if (!unread) return null;
  const { name, reason } = unread;
  return { en: `the column ${name}: ${reason.en}`, fr: `la colonne ${name} : ${reason.fr}` };
}

function tooLarge({ table }: Candidate): Bilingual {
  return {
    en: `the rows of ${table.name} are more than the sandbox holds`,
    fr: `les lignes de ${table.name} dépassent ce que contient le bac à sable`,
  };
}
