import { ACCESS_ROUTES } from "./access/access-routes.ts";
import { AUDIT_ROUTES } from "./access/audit-routes.ts";
import { DECISION_ROUTES } from "./decisions/decision-routes.ts";
import { DELIVERY_ROUTES } from "./deliveries/delivery-routes.ts";
import { FINDING_ROUTES } from "./findings/finding-routes.ts";
import { ACT_ROUTES } from "./incidents/act-routes.ts";
import { INCIDENT_ROUTES } from "./incidents/incident-routes.ts";
import { PANEL_ROUTES } from "./panel-routes.ts";
import { POLICY_ROUTES } from "./policies/policy-routes.ts";
import { PROOF_ROUTES } from "./proofs/proof-routes.ts";
import { REPORT_ROUTES } from "./report-routes.ts";
import { REQUEST_ROUTES } from "./requests/request-routes.ts";
import type { Route } from "./route.ts";
import { SERIES_ROUTES } from "./series/series-routes.ts";
import { WINDOW_ROUTES } from "./series/window-routes.ts";
import { SILENCE_ROUTES } from "./silences/silence-routes.ts";
import { VERIFICATION_ROUTES } from "./verifications/verification-routes.ts";

/** Every route of the API but those of its own description and of sessions. */
export const ROUTES: readonly Route[] = [
  ...SERIES_ROUTES,
  ...WINDOW_ROUTES,
  ...FINDING_ROUTES,
  ...INCIDENT_ROUTES,
  ...ACT_ROUTES,
  ...SILENCE_ROUTES,
  ...DELIVERY_ROUTES,
  ...DECISION_ROUTES,
  ...VERIFICATION_ROUTES,
  ...PROOF_ROUTES,
  ...REPORT_ROUTES,
  ...REQUEST_ROUTES,
  ...POLICY_ROUTES,
  ...ACCESS_ROUTES,
  ...AUDIT_ROUTES,
  ...PANEL_ROUTES,
];
