import type { Undelivered } from "../../alerts/delivery/list-deliveries.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { renderTable } from "../render-table.ts";

const HEAD = ["not told", "incident", "what", "attempts", "next attempt", "told instead", "why"];

/** What did not arrive, for a person; null where all did. */
export function renderUndelivered(undelivered: readonly Undelivered[]): string | null {
  if (undelivered.length === 0) return null;
  const rows = undelivered.map((one) => [
    one.pager,
    one.incident ?? "several",
    `${one.reason} ${one.severity}`,
    String(one.attempts),
    one.nextAttemptAtMs === null ? "given up" : instantToJson(one.nextAttemptAtMs),
    one.toldBy ?? "nobody",
    one.lastFailure ?? "no answer yet",
  ]);
  return renderTable(HEAD, rows);
}
