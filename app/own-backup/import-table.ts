import assert from "node:assert/strict";
import { z } from "zod";
import { splitLines } from "../../ingest/file/split-lines.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Store } from "../../platform/store/store.ts";

const BATCH_CHARACTERS_MAX = 8 * 2 ** 20;
const BATCH_ROWS_MAX = 10_000;
/** More than any row can have: the intake refuses larger bodies. */
const LINE_BYTES_MAX = 2 ** 28;

const rowSchema = z.record(z.string(), z.unknown());
const countSchema = z.object({ keys: z.string() });

type Row = z.infer<typeof rowSchema>;
type ImportOptions = {
  readonly table: string;
  /** Told how many rows are there, now and then. */
  readonly onRows?: (rows: number) => void;
};
type Listed = { readonly table: string; readonly rows: number; readonly keys: number };

/** Fills an empty table with what `exportTable` gave. */
export async function importTable(
  store: Store,
  bytes: AsyncIterable<Uint8Array>,
  { table, onRows = () => undefined }: ImportOptions,
): Promise<void> {
  let batch: Row[] = [];
  let characters = 0;
  let rows = 0;
  for await (const line of splitLines(bytes, { lineBytesMax: LINE_BYTES_MAX })) {
    assert.equal(line.bytes.length, line.bytesTotal, `a row of ${table} is too long`);
    const text = Buffer.from(line.bytes).toString("utf8");
    batch.push(rowSchema.parse(JSON.parse(text)));
    characters += text.length;
    if (batch.length < BATCH_ROWS_MAX && characters < BATCH_CHARACTERS_MAX) continue;
    await store.insert(table, batch);
    rows += batch.length;
    onRows(rows);
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) await store.insert(table, batch);
}

/** Throws `OperatingError` unless the table shows as many keys as were exported. */
export async function checkImport(store: Store, { table, keys }: Listed): Promise<void> {
  const sql = `SELECT toString(count()) AS keys FROM ${table} FINAL`;
  const [shown] = await store.query(sql, {}, countSchema);
  if (Number(shown?.keys) === keys) return;
  throw new OperatingError(
    `Cannot restore ${table} as the store shows ${shown?.keys} rows of the ${keys} that it was given`,
    { retryable: false, hint: "keep the backup and report this" },
  );
}
