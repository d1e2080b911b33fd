import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Store } from "../../../platform/store/store.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import { machineOf } from "../machine-of.ts";

const SQL = readFileSync(new URL("./select-production-instances.sql", import.meta.url), "utf8");
/** Ten times the series that one analysis takes. */
const ROWS_MAX = 300_000;

/**
 * The instance of production, of any series that is known, on the machine that a request's target
 * names; null where there is none.
 */
export async function findProductionInstance(
  store: Store,
  { target }: Pick<RestoreRequest, "target">,
): Promise<string | null> {
  const wanted = machineOf(target.instance);
  const row = z.object({ instance: z.string() });
  const known = await store.query(SQL, { rows_max: ROWS_MAX }, row);
  return known.find(({ instance }) => machineOf(instance) === wanted)?.instance ?? null;
}
