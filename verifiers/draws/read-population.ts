import { readFileSync } from "node:fs";
import type { Store } from "../../platform/store/store.ts";
import { copyRow, milliseconds, type PresentCopy, toCopy } from "../copies/read-copies.ts";

const POPULATION = readFileSync(new URL("./select-population.sql", import.meta.url), "utf8");

const populationRow = copyRow.extend({ born_at_ms: milliseconds });

/** A copy that is there; `bornAtMs` is when its run started, or else when it was first observed. */
export type BornCopy = PresentCopy & { readonly bornAtMs: number };

/** Every copy that is there, of all tenants, in no order. */
export async function readPopulation(store: Store): Promise<readonly BornCopy[]> {
  const rows = await store.query(POPULATION, {}, populationRow);
  return rows.map((row) => ({ ...toCopy(row), bornAtMs: row.born_at_ms }));
}
