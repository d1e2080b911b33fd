import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../../platform/store/store.ts";
import type { Principal } from "../../../schemas/access.ts";
import { type Finding, findingSchema } from "../../../schemas/finding.ts";
import { notFound } from "../refusal.ts";

const SQL = readFileSync(new URL("./one-finding.sql", import.meta.url), "utf8");

export const findingRow = z.object({ body: z.string() });

/** One finding, where it is somebody's to see. */
export async function readFinding(
  store: Store,
  id: string,
  { tenants }: Principal,
): Promise<Finding> {
  const [row] = await store.query(SQL, { id, tenants: tenants ?? [] }, findingRow);
  if (!row) throw notFound("finding");
  return findingSchema.parse(JSON.parse(row.body));
}
