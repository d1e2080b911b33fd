import { z } from "zod";
import type { TableSize } from "./engine-orders.ts";
import { countEventRows, type EngineParts } from "./event-table.ts";

const LOOK_EVERY_MS = 200;
/** Merges that have not settled by then go on while something else is measured. */
const SETTLING_LOOKS_MAX = 3_000;

const Sum = z.object({ n: z.coerce.number() });

/** What an event takes on disk in this table. */
export async function measureTable(parts: EngineParts): Promise<TableSize> {
  const rows = await countEventRows(parts);
  const asWritten = Math.round((await tableBytes(parts)) / rows);
  await parts.store.writer.command("OPTIMIZE TABLE event_rows FINAL");
  return { asWritten, merged: Math.round((await tableBytes(parts)) / rows) };
}

/** Of the live parts; those that were merged into them are gone within minutes. */
export function tableBytes(parts: EngineParts): Promise<number> {
  return ask(
    parts,
    `SELECT sum(bytes_on_disk) AS n FROM system.parts
     WHERE database = currentDatabase() AND table = 'event_rows' AND active`,
  );
}

export async function settleMerges(parts: EngineParts): Promise<void> {
  for (let look = 0; look < SETTLING_LOOKS_MAX; look++) {
    if ((await ask(parts, "SELECT count() AS n FROM system.merges")) === 0) return;
    await parts.clock.sleep(LOOK_EVERY_MS);
  }
}

async function ask({ store }: EngineParts, sql: string): Promise<number> {
  const [row] = await store.verdicts.query(sql, {}, Sum);
  return row?.n ?? 0;
}
