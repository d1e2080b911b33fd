/**
 * What `store.keep` lets go, and by which instant. Findings and proofs stay: they are few, and
 * evidence.
 */
export const AGING_TABLES = [
  { table: "event_rows", column: "time" },
  { table: "reject_rows", column: "received_at" },
] as const;
