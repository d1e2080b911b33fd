import { isIP } from "node:net";
import { listDeliveries } from "../../alerts/delivery/list-deliveries.ts";
import { readLastSent } from "../../alerts/delivery/read-last-sent.ts";
import { describeForbidden, isForbiddenAddress } from "../../alerts/http/is-forbidden-address.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import type { Config } from "../../schemas/config.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { Diagnosis } from "./diagnosis.ts";

type Pager = Config["alerts"]["pagers"][number];

/** Whether each pager reaches people, as far as its address and what it told show. */
export async function diagnosePagers(
  state: StateStore,
  configured: readonly Pager[],
  nowMs: number,
): Promise<readonly Diagnosis[]> {
  if (configured.length === 0) {
    const hint = "Name somebody under alerts.pagers: what is found is only in the log.";
    return [{ check: "pagers", good: false, said: "none: nobody is told", hint }];
  }
  const { pagers } = await listDeliveries(state, nowMs);
  const lastSent = await readLastSent(state);
  return configured.map((pager) => {
    const { name } = pager;
    const check = `pager ${name}`;
    const forbidden = describeForbiddenIn(pager);
    if (forbidden !== null) {
      const hint = "See alerts.pagers[].allowLoopback.";
      return { check, good: false, said: forbidden, hint };
    }
    const health = pagers.find((one) => one.pager === name);
    const sentAtMs = lastSent.get(name);
    if (health && health.failingSinceMs !== null) {
      const since = instantToJson(health.failingSinceMs);
      const said = `fails since ${since}, ${health.failures} attempts: ${health.lastFailure}`;
      return { check, good: false, said, hint: "What it owes is tried on: see `vigie status`." };
    }
    if (sentAtMs !== undefined)
      return { check, good: true, said: `last told something at ${instantToJson(sentAtMs)}` };
    return {
      ...{ check, good: false, isUntried: true },
      said: "nothing was ever sent: whether it reaches anybody is not known",
      hint: "Let a backup fail on purpose, and see who hears of it.",
    };
  });
}

/** Of addresses that are written as numbers; names are looked up when something is sent. */
function describeForbiddenIn(pager: Pager): string | null {
  if (!("allowLoopback" in pager)) return null;
  for (const address of addressesOf(pager)) {
    const host = URL.parse(address)?.hostname.replace(/^\[|\]$/g, "") ?? "";
    if (isIP(host) !== 0 && isForbiddenAddress(host, pager)) return describeForbidden(host, pager);
  }
  return null;
}

function addressesOf(pager: Pager): readonly string[] {
  if ("urls" in pager) return pager.urls;
  return "url" in pager && typeof pager.url === "string" ? [pager.url] : [];
}
