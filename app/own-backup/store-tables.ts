export type StoreTable = {
  readonly table: string;
  /** Its sorting key: rows are read in this order, page by page. */
  readonly key: readonly string[];
};

/** Every table whose rows nothing else brings back; a test holds both lists against the store. */
export const STORE_TABLES: readonly StoreTable[] = [
  { table: "baseline_rows", key: ["series_id"] },
  { table: "decision_rows", key: ["time", "id"] },
  { table: "event_rows", key: ["series_id", "time", "source", "id"] },
  { table: "finding_rows", key: ["id"] },
  { table: "incident_rows", key: ["id"] },
  { table: "page_rows", key: ["created_at", "id"] },
  { table: "proof_rows", key: ["series_id", "finished_at", "id"] },
  { table: "reject_rows", key: ["received_at", "id"] },
  { table: "series_state_rows", key: ["series_id"] },
];

/** What comes back by itself, as events and proofs are written. */
export const DERIVED_TABLES: readonly string[] = [
  "copy_rows",
  "delay_rows",
  "heartbeat_rows",
  "intake_rows",
  "proof_head_rows",
  "run_rows",
  "size_rows",
];
