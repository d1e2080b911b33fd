import type { Database } from "../sqlite/database.ts";

/** Groups that have not done what was appended before an instant, and so keep it in the log. */
export function findHindrances(
  database: Database,
  beforeMs: number,
): readonly { readonly group: string; readonly topic: string }[] {
  return database
    .all(
      `select distinct consumer_group, topic from holdings join streams on id = stream
       where (select appended_at_ms from records
              where records.stream = holdings.stream and "offset" > committed
              order by "offset" limit 1) < ?
       order by consumer_group, topic`,
      beforeMs,
    )
    .map((row) => ({ group: String(row["consumer_group"]), topic: String(row["topic"]) }));
}
