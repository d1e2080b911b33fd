import type { Store } from "../../platform/store/store.ts";
import type { Policy } from "../../schemas/policy.ts";
import { readPolicyUse, SEEN_DAYS } from "../policy-use/read-policy-use.ts";
import type { Diagnosis } from "./diagnosis.ts";

const NAMES_SHOWN_MAX = 3;

/** Whether each policy judges some series that were heard of lately, and which have none. */
export async function diagnosePolicies(
  store: Store,
  policies: readonly Policy[],
  nowMs: number,
): Promise<readonly Diagnosis[]> {
  const check = "policies";
  if (policies.length === 0) {
    const hint = "Say under policies when backups are due: docs/vigie.example.yaml shows how.";
    return [{ check, good: false, said: "none: no backup is ever missed", hint }];
  }
  const use = await readPolicyUse(store, policies, nowMs);
  if (!use)
    return [{ check, good: true, said: "not held against series, of which there are many" }];
  const { seriesSeen, idle, unprotected } = use;
  const blamed = idle.map(({ policy, why }) => ({
    check: `policy ${policy}`,
    good: false,
    said: why,
    hint: "Check its match against `vigie status`: it judges nothing as it is.",
  }));
  const counted = `${policies.length}; ${seriesSeen} series seen in ${SEEN_DAYS} days`;
  const without = describeUnprotected(unprotected);
  return [{ check, good: true, said: `${counted}, ${without}` }, ...blamed];
}

/** No fault of the installation: each is a finding, `unprotected`, or was retired. */
function describeUnprotected(keys: readonly string[]): string {
  if (keys.length === 0) return "none without a policy";
  const more = keys.length - NAMES_SHOWN_MAX;
  const shown = keys.slice(0, NAMES_SHOWN_MAX).join(", ");
  return `${keys.length} without a policy: ${shown}${more > 0 ? `, and ${more} more` : ""}`;
}
