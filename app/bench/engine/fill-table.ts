import type { Filling } from "./engine-orders.ts";
import {
  countEventRows,
  type EngineParts,
  readEventColumns,
  watchEventRows,
} from "./event-table.ts";
import { makeRows } from "./make-rows.ts";
import { settleMerges, tableBytes } from "./measure-table.ts";
import { selectEventRows } from "./select-event-rows.ts";

/** Inserts events that the engine makes itself until the table has `rows`, and lets it rest. */
export async function fillTable(rows: number, parts: EngineParts): Promise<Filling> {
  const { store } = parts;
  const there = await countEventRows(parts);
  const columns = await readEventColumns(parts);
  const { sql, names } = selectEventRows(columns, makeRows(there, Math.max(0, rows - there)));
  const inserting = store.writer.command(
    `INSERT INTO event_rows (${names}) SETTINGS max_insert_threads = 2 ${sql}`,
  );
  await watchEventRows(parts, async () => false, inserting);
  await inserting;
  await settleMerges(parts);
  const filled = await countEventRows(parts);
  parts.onRows(filled);
  return { rows: filled, bytesPerRow: Math.round((await tableBytes(parts)) / filled) };
}
