import type { Principal } from "../../../schemas/access.ts";
import { matchesTenant } from "../../../schemas/match-policy.ts";
import type { Policy } from "../../../schemas/policy.ts";

/**
 * A policy as somebody may see it: null where it is for none of their tenants, and without the
 * others that it names.
 */
export function policyFor(policy: Policy, { tenants }: Principal): Policy | null {
  if (tenants === null) return policy;
  const theirs = tenants.filter((tenant) => matchesTenant(policy.match, tenant));
  if (theirs.length === 0) return null;
  return { ...policy, match: { ...policy.match, tenant: theirs } };
}
