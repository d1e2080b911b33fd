import type { Principal } from "../../schemas/access.ts";
import type { Guard } from "../../schemas/guard.ts";

const EVERYBODY: Principal = { name: "everybody", role: "admin", tenants: null };

/** Lets everything through, as `principal`: for tests of routes that are not about access. */
export function openGuard(principal = EVERYBODY): Guard {
  return {
    requires: () => async () => undefined,
    principal: () => principal,
    principalOf: async () => principal,
    about: () => undefined,
  };
}
