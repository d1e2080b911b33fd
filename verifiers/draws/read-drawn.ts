import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../platform/store/store.ts";
import { type Proof, proofSchema } from "../../schemas/proof.ts";

const DRAWN = readFileSync(new URL("./select-drawn.sql", import.meta.url), "utf8");

/** The longest campaign of draws, and a month. */
const SINCE_MS = 400 * 86_400_000;

/** The proofs of copies that were drawn, as long before an instant as a campaign may have begun. */
export async function readDrawn(store: Store, asOfMs: number): Promise<readonly Proof[]> {
  const span = { fromMs: asOfMs - SINCE_MS, untilMs: asOfMs };
  const rows = await store.query(DRAWN, span, z.object({ body: z.string() }));
  return rows.map(({ body }) => proofSchema.parse(JSON.parse(body)));
}
