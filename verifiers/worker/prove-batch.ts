import type { Verification } from "../../schemas/proof.ts";
import { seriesKey } from "../../schemas/series.ts";
import type { Prove } from "./create-prover.ts";

/**
 * Proves a batch with up to `sandboxes` at once; those of one series one after another, in their
 * order. Resolves to whether all led to a proof.
 */
export async function proveBatch(
  verifications: readonly Verification[],
  prove: Prove,
  sandboxes: number,
): Promise<boolean> {
  const queues = [...Map.groupBy(verifications, ({ series }) => seriesKey(series)).values()];
  let complete = true;
  async function work(): Promise<void> {
    for (let queue = queues.shift(); queue; queue = queues.shift())
      for (const verification of queue) complete = (await prove(verification)) !== null && complete;
  }
  await Promise.all(Array.from({ length: sandboxes }, work));
  return complete;
}
