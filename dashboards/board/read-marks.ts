import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";

export const MARKED = ["series", "findings", "proofs", "decisions", "incidents"] as const;

/** Words that change whenever what they are named for changes. */
export type Marks = Readonly<Record<(typeof MARKED)[number], string>>;

const tenantMarksSchema = z.object({
  tenant: z.string(),
  series: z.string(),
  findings: z.string(),
  proofs: z.string(),
  decisions: z.string(),
  incidents: z.string(),
});
export type TenantMarks = z.output<typeof tenantMarksSchema>;

const sql = readFileSync(new URL("marks.sql", import.meta.url), "utf8");

/** The marks of each tenant, in one question for all browsers. */
export function readMarks(store: Pick<Store, "query">): Promise<readonly TenantMarks[]> {
  return store.query(sql, {}, tenantMarksSchema);
}
