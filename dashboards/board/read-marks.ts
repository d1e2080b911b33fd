import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";

export const MARKED = [
  "series",
  "findings",
  "proofs",
  "decisions",
  "incidents",
  "requests",
] as const;
type Marked = (typeof MARKED)[number];

/** Words that change whenever what they are named for changes. */
export type Marks = Readonly<Record<Marked, string>>;
export type TenantMarks = Marks & { readonly tenant: string };

/** What lies beside the store: a word per tenant that changes whenever a request of theirs does. */
export type ReadRequestMarks = () => Promise<
  readonly { readonly tenant: string; readonly requests: string }[]
>;

const tenantMarksSchema = z.object({
  tenant: z.string(),
  series: z.string(),
  findings: z.string(),
  proofs: z.string(),
  decisions: z.string(),
  incidents: z.string(),
});

const NONE: Marks = {
  ...{ series: "", findings: "", proofs: "", decisions: "", incidents: "", requests: "" },
};

const sql = readFileSync(new URL("marks.sql", import.meta.url), "utf8");

/** The marks of each tenant, in one question to each for all browsers. */
export async function readMarks(
  store: Pick<Store, "query">,
  readRequestMarks: ReadRequestMarks,
): Promise<readonly TenantMarks[]> {
  const [stored, requested] = await Promise.all([
    store.query(sql, {}, tenantMarksSchema),
    readRequestMarks(),
  ]);
  const marks = new Map<string, TenantMarks>();
  for (const row of [...stored, ...requested])
    marks.set(row.tenant, { ...NONE, ...marks.get(row.tenant), ...row });
  return [...marks.values()].sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
}
