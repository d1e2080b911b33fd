import { compileAlertPolicy } from "../../alerts/policy/alert-policy.ts";
import type { Store } from "../../platform/store/store.ts";
import type { AlertsConfig } from "../../schemas/alerts.ts";
import { readSeenSeries } from "../policy-use/read-policy-use.ts";
import { findRouteFaults } from "../route-use/find-route-faults.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** Whether each route of alerts can be reached, leads somewhere new, and matches some series. */
export async function diagnoseRoutes(
  store: Store,
  alerts: AlertsConfig,
  nowMs: number,
): Promise<readonly Diagnosis[]> {
  const { routes } = compileAlertPolicy(alerts);
  const seen = (await readSeenSeries(store, nowMs)) ?? [];
  const blamed = findRouteFaults(routes, seen).map(({ route, why }) => ({
    check: `alerts: ${route}`,
    good: false,
    said: why,
    hint: "Check its place and its match; `vigie alerts test` says where a finding goes.",
  }));
  return [{ check: "alerts", good: true, said: `${routes.length} routes` }, ...blamed];
}
