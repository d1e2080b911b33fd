import type { StateStore, StateTransaction } from "../../platform/state/state-store.ts";
import { giveUp, readUnsentOfOthers } from "../outbox-rows.ts";
import { wakeTold } from "../told-rows.ts";
import { fallBack } from "./fall-back.ts";
import { noteEnd } from "./note-health.ts";
import { readPagersHealth } from "./pager-health-rows.ts";

/** Given up in one transaction. */
const ROWS_MAX = 200;
const REASON = "the pager is no longer in the configuration";

type Left = { readonly names: readonly string[]; readonly nowMs: number };

/**
 * Ends what pagers other than those of the configuration (`names`) still owe: their fallback that
 * is there tells it, or whoever is told of the incident now. That they failed is over.
 */
export async function leavePagers(state: StateStore, left: Left): Promise<void> {
  while (await state.transact((transaction) => leaveRows(transaction, left)));
  await state.transact(async (transaction) => {
    for (const health of await readPagersHealth(transaction)) {
      if (left.names.includes(health.pager)) continue;
      await noteEnd(transaction, health, { nowMs: left.nowMs, resolution: REASON });
    }
  });
}

/** Whether there may be more. */
async function leaveRows(transaction: StateTransaction, { names, nowMs }: Left): Promise<boolean> {
  const rows = await readUnsentOfOthers(transaction, { names, rowsMax: ROWS_MAX });
  for (const row of rows) {
    const after = (row.fallbacks ?? []).filter((name) => names.includes(name));
    await fallBack(transaction, { row, after }, nowMs);
    await giveUp(transaction, row, { reason: REASON, nowMs });
    if (row.incident !== null)
      await wakeTold(transaction, { incident: row.incident, pager: row.pager }, nowMs);
  }
  return rows.length === ROWS_MAX;
}
