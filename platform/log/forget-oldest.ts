import type { Database } from "../sqlite/database.ts";

/** So few at once that whoever else writes waits for some milliseconds. */
const RECORDS_MAX = 1_000;
const BYTES_MAX = 8 * 2 ** 20;

type Old = {
  readonly stream: number;
  readonly beforeMs: number;
};

/**
 * Forgets some of a stream's oldest records, up to its first that was appended at or after
 * `beforeMs`, and says how many. What a group has not done stays, and the last before what stays:
 * whoever read no further than that, but later than `beforeMs`, knows the log by it again.
 */
export function forgetOldest(database: Database, { stream, beforeMs }: Old): number {
  const endOffset = findEnd(database, { stream, beforeMs });
  if (endOffset === null) return 0;
  // What a power cut brings back goes again.
  return database.transact(
    () => database.run(`delete from records where stream = ? and "offset" <= ?`, stream, endOffset),
    { mayBeLost: true },
  );
}

/** The last offset that may go at once; null where none may. */
function findEnd(database: Database, { stream, beforeMs }: Old): number | null {
  const sizes = database.all(
    `select "offset", octet_length(value) as bytes from records
     where stream = ?1
     and "offset" <= ifnull((select min(committed) from holdings where stream = ?1), 9e18)
     order by "offset" limit ?2`,
    stream,
    RECORDS_MAX + 1,
  );
  let bytes = 0;
  let endOffset: number | null = null;
  let last: { readonly offset: number; readonly bytes: number } | null = null;
  for (const size of sizes) {
    // Of a large value the instant lies behind it: it is not asked for in vain.
    bytes += last?.bytes ?? 0;
    if (bytes > BYTES_MAX && endOffset !== null) break;
    const offset = Number(size["offset"]);
    const record = database.get(`select appended_at_ms from records where "offset" = ?`, offset);
    if (Number(record?.["appended_at_ms"]) >= beforeMs) break;
    endOffset = last?.offset ?? null;
    last = { offset, bytes: Number(size["bytes"]) };
  }
  return endOffset;
}
