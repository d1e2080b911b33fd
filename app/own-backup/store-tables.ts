export type StoreTable = {
  readonly table: string;
  /** Its sorting key: rows are read in this order, page by page. */
  readonly key: readonly string[];
};

/** Every table that holds rows; a test holds the list against the store's own. */
export const STORE_TABLES: readonly StoreTable[] = [
  { table: "baseline_rows", key: ["series_id"] },
  { table: "decision_rows", key: ["time", "id"] },
  { table: "event_rows", key: ["series_id", "time", "source", "id"] },
  { table: "finding_rows", key: ["id"] },
  { table: "proof_rows", key: ["series_id", "finished_at", "id"] },
  { table: "reject_rows", key: ["received_at", "id"] },
  { table: "series_state_rows", key: ["series_id"] },
];
