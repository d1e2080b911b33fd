import { listDeliveries } from "../../alerts/delivery/list-deliveries.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Whether each pager reaches people, as far as it had anything to tell. */
export async function diagnosePagers(
  state: StateStore,
  names: readonly string[],
  nowMs: number,
): Promise<readonly Diagnosis[]> {
  const { pagers } = await listDeliveries(state, nowMs);
  if (names.length === 0) {
    const hint = "Name somebody under alerts.pagers: what is found is only in the log.";
    return [{ check: "pagers", good: true, said: "none", hint }];
  }
  return names.map((name) => {
    const health = pagers.find(({ pager }) => pager === name);
    const check = `pager ${name}`;
    if (!health || health.failingSinceMs === null)
      return { check, good: true, said: "has not failed since it last told something" };
    const since = instantToJson(health.failingSinceMs);
    const said = `fails since ${since}, ${health.failures} attempts: ${health.lastFailure}`;
    return { check, good: false, said, hint: "What it owes is tried on: see `vigie status`." };
  });
}
