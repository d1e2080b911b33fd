import type { Series } from "../schemas/series.ts";

/** The series that the tests speak of: the contract's own example. */
export const VISITOR_DB = {
  tenant: "acme",
  environment: "production",
  product: "visitor",
  site: "paris",
  assetKind: "sql-database",
  instance: "par-sql-03",
  asset: "VisitorDb",
  backupType: "full",
} as const satisfies Series;
