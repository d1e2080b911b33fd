import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";

const SQL = readFileSync(new URL("./proofs.sql", import.meta.url), "utf8");

/** Every proof, oldest first. */
export async function readProofs(store: Store): Promise<readonly Proof[]> {
  const rows = await store.query(SQL, {}, z.object({ body: z.string() }));
  return rows.map(({ body }) => proofSchema.parse(JSON.parse(body)));
}
