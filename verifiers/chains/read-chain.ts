import type { Store } from "../../platform/store/store.ts";
import type { Verification } from "../../schemas/proof.ts";
import { reaches } from "../checks/conclude.ts";
import { type FoundChain, findChain } from "./find-chain.ts";
import { readBackups } from "./read-backups.ts";

/** What a copy is restored after, as the store has it; null where its kind stands alone. */
export async function readChain(
  store: Store,
  { series, runId, level, targetAt }: Verification,
): Promise<FoundChain | null> {
  const { backupType } = series;
  if (backupType === "full" || !reaches(level, "restored")) return null;
  const backups = await readBackups(store, series);
  const targetMs = targetAt === undefined ? null : Date.parse(targetAt);
  return findChain(backups, { runId, backupType }, targetMs);
}
