/**
 * What `store.keep` lets go, and by which instant. Findings and proofs stay: they are few, and
 * evidence.
 */
export const AGING_TABLES = [
  { table: "event_rows", column: "time" },
  { table: "run_rows", column: "day" },
  { table: "size_rows", column: "last_day" },
  { table: "copy_rows", column: "day" },
  { table: "heartbeat_rows", column: "hour" },
  { table: "intake_rows", column: "at" },
  { table: "delay_rows", column: "at" },
  { table: "reject_rows", column: "received_at" },
] as const;
