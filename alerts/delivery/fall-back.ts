import type { StateTransaction } from "../../platform/state/state-store.ts";
import { markFallenBack, needsFallback, type OutboxRow, writeFallback } from "../outbox-rows.ts";
import type { Message } from "../pager.ts";
import { noteFallback } from "../told-rows.ts";
import { isAboutPager } from "./is-about-pager.ts";

/** Where the next pager told of the opening, it is told of these by itself. */
const NOT_WORTH_IT: readonly Message["reason"][] = ["acknowledged", "resolved"];

/**
 * Gives a telling that its pager could not deliver to the next one, once; resolves to its name, or
 * null where there is none or it need not tell that. `after` are those that come after its own
 * pager.
 */
export async function fallBack(
  transaction: StateTransaction,
  { row, after }: { readonly row: OutboxRow; readonly after: readonly string[] },
  nowMs: number,
): Promise<string | null> {
  const told: Message = JSON.parse(row.payload);
  if (row.fellBackAtMs !== null || NOT_WORTH_IT.includes(told.reason)) return null;
  const usable = after.filter(
    (name) => name !== row.pager && !("finding" in told && isAboutPager(told.finding, name)),
  );
  const [next, ...fallbacks] = usable;
  if (next === undefined || !(await needsFallback(transaction, row, next))) return null;
  const message = await writeFallback(transaction, row, { pager: next, fallbacks, nowMs });
  await noteFallback(transaction, { row, message, by: next });
  await markFallenBack(transaction, row, nowMs);
  return next;
}
