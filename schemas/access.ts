import { z } from "zod";
import { isStorable, STORABLE } from "./is-storable.ts";
import { nameSchema } from "./series.ts";

/** What somebody may do, the least first. */
export const ROLES = ["viewer", "operator", "restorer", "approver", "auditor", "admin"] as const;
export type Role = (typeof ROLES)[number];

/**
 * `read`: boards, findings, proofs, reports; `decide`: acknowledge, comment, assign, silence,
 * accept, call expected or a false alarm, pause; `verify`: start a verification; `request` and
 * `approve`: open and carry out a restore request, and approve one; `audit`: read who did what;
 * `administer`: give and take access.
 */
export const RIGHTS = [
  "read",
  "decide",
  "verify",
  "request",
  "approve",
  "audit",
  "administer",
] as const;
export type Right = (typeof RIGHTS)[number];

export const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ["read"],
  operator: ["read", "decide", "verify"],
  restorer: ["read", "decide", "verify", "request"],
  approver: ["read", "decide", "approve"],
  auditor: ["read", "audit"],
  admin: RIGHTS,
};

/** How whoever shows no token is called. */
export const ANONYMOUS_NAME = "anonymous";

/** What a token may be called. */
export const tokenNameSchema = nameSchema
  .refine(isStorable, STORABLE)
  .refine((name) => name !== ANONYMOUS_NAME, { error: "is how whoever shows no token is called" });

/** Who asks over HTTP. */
export const principalSchema = z.object({
  name: nameSchema,
  role: z.enum(ROLES),
  /** The tenants whose data is theirs to see and to act on; null for all, and for Vigie itself. */
  tenants: z.array(nameSchema).min(1).nullable(),
});
export type Principal = z.infer<typeof principalSchema>;

/** Whether somebody may see and act on what is a tenant's; null is Vigie's own, or all tenants'. */
export function seesTenant({ tenants }: Principal, tenant: string | null): boolean {
  return tenants === null || (tenant !== null && tenants.includes(tenant));
}

/**
 * Of the tenants that are asked for (none of them: all), those that somebody may see. An empty list
 * means all, and is only given to who may see all.
 */
export function tenantsFor(
  { tenants }: Principal,
  asked: readonly string[],
): readonly string[] | "nothing" {
  if (tenants === null) return asked;
  const seen = asked.length === 0 ? tenants : asked.filter((tenant) => tenants.includes(tenant));
  return seen.length === 0 ? "nothing" : seen;
}
