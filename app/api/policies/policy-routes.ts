import { z } from "zod";
import { policySchema } from "../../../schemas/policy.ts";
import { defineRoute, type Route } from "../route.ts";
import { policyFor } from "./policy-for.ts";
import { policyToJson } from "./policy-to-json.ts";

const list = defineRoute({
  ...{ method: "GET", path: "/policies", right: "read", tag: "policies" },
  summary: "The policies in force, as vigie.yaml has them, defaults included",
  answer: z.object({ items: z.array(policySchema) }),
  handle: async ({ principal }, { policies }) => {
    const shown = policies.map((policy) => policyFor(policy, principal));
    return { items: shown.filter((policy) => policy !== null).map(policyToJson) };
  },
});

export const POLICY_ROUTES: readonly Route[] = [list];
