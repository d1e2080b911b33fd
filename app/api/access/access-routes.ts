import { z } from "zod";
import { principalSchema, ROLES, tokenNameSchema } from "../../../schemas/access.ts";
import { instantSchema, instantToJson } from "../../../schemas/instant.ts";
import { isStorable, STORABLE } from "../../../schemas/is-storable.ts";
import { nameSchema } from "../../../schemas/series.ts";
import { hashSecret, makeSecret } from "../../access/access-secret.ts";
import {
  giveToken,
  isWithinScope,
  listManaged,
  type ManagedToken,
  takeAway,
} from "../../access/manage-tokens.ts";
import { stateOfToken, TOKEN_STATES } from "../../access/token-rows.ts";
import { pageOf, pagingShape, readPage } from "../paging.ts";
import { notFound, Refusal } from "../refusal.ts";
import { defineRoute, type Route } from "../route.ts";

const TENANTS_MAX = 200;

const instant = z.iso.datetime();
const tenantsAsked = z.array(nameSchema.refine(isStorable, STORABLE)).min(1).max(TENANTS_MAX);

const accessAnswer = principalSchema.extend({
  state: z.enum(TOKEN_STATES),
  ...{ createdAt: instant, createdBy: z.string(), expiresAt: instant.nullable() },
  ...{ revokedAt: instant.nullable(), revokedBy: z.string().nullable() },
  usedAt: instant.nullable().meta({ description: "To the minute" }),
  sessions: z.int().meta({ description: "Browsers that it signed in, and not out yet" }),
});

const place = {
  schema: z.tuple([z.int(), z.string()]),
  of: ({ createdAtMs, principal }: ManagedToken): readonly [number, string] => [
    createdAtMs,
    principal.name,
  ],
};

const list = defineRoute({
  ...{ method: "GET", path: "/access", right: "administer", tag: "access" },
  summary: "Tokens of people and programs, those that have ended too; the newest first",
  query: z.strictObject(pagingShape),
  answer: pageOf(accessAnswer),
  handle: async ({ principal, query, nowMs }, { state }) => {
    const { items, next } = await readPage(query, place, async (last, rowsMax) => {
      const all = await state.transact((rows) => listManaged(rows, principal, nowMs));
      return all.filter((token) => isAfter(token, last)).slice(0, rowsMax);
    });
    return { items: items.map((token) => toAnswer(token, nowMs)), next };
  },
});

const give = defineRoute({
  ...{ method: "POST", path: "/access", right: "administer", tag: "access", status: 201 },
  summary: "Gives somebody a token: told this once, and kept nowhere",
  body: z.strictObject({
    name: tokenNameSchema,
    role: z.enum(ROLES),
    tenants: tenantsAsked.nullable().meta({ description: "Null for all, and for Vigie itself" }),
    expiresAt: instantSchema.optional().meta({ description: "Not by itself, unless said" }),
  }),
  answer: z.object({ token: z.string(), access: accessAnswer }),
  handle: async ({ principal, body, nowMs, about }, { state }) => {
    const { name, role, expiresAt: expiresAtMs = null } = body;
    const tenants = body.tenants && [...new Set(body.tenants)];
    about({ token: name, role });
    if (expiresAtMs !== null && expiresAtMs <= nowMs)
      throw new Refusal("bad-request", "expiresAt has been already");
    if (!isWithinScope({ tenants }, principal))
      throw new Refusal("others-tenants", "This token would be of others too", {
        hint: "Name your own tenants alone.",
      });
    about(tenantOf({ tenants }));
    const secret = makeSecret();
    const asked = { name, role, tenants, expiresAtMs, sha256: hashSecret(secret), by: principal };
    const given = await state.transact((rows) => giveToken(rows, asked, nowMs));
    if (typeof given === "string") throw refusalOf(given);
    return { token: secret, access: toAnswer({ ...given, sessions: 0 }, nowMs) };
  },
});

const take = defineRoute({
  ...{ method: "DELETE", path: "/access/:name", right: "administer", tag: "access" },
  summary: "Takes a token away at once, with all browsers that it signed in",
  params: z.strictObject({ name: nameSchema.refine(isStorable, STORABLE) }),
  answer: accessAnswer,
  handle: async ({ principal, params, nowMs, about }, { state }) => {
    const asked = { name: params.name, by: principal };
    const taken = await state.transact((rows) => takeAway(rows, asked, nowMs));
    if (taken === "not there") throw notFound("token");
    if (taken === "last admin")
      throw new Refusal("last-admin", "This is the last admin: nobody could give access any more", {
        hint: "Give another first, for as long; or end it on Vigie's machine: vigie access revoke.",
      });
    about(tenantOf(taken.principal));
    return toAnswer({ ...taken, sessions: 0 }, nowMs);
  },
});

function refusalOf(fault: Exclude<Awaited<ReturnType<typeof giveToken>>, object>): Refusal {
  switch (fault) {
    case "ended":
      return new Refusal("signed-out", "The token by which it is given has ended");
    case "outlives":
      return new Refusal(
        "outlives-giver",
        "It would hold for longer than the token that gives it",
        {
          hint: "Say expiresAt, no later than your own token ends.",
        },
      );
    case "too many":
      return new Refusal("too-many-tokens", "As many tokens are valid as there may be", {
        hint: "Take away those that nobody uses.",
      });
    case "name taken":
      return new Refusal("name-taken", "A valid token is called so already", {
        hint: "Take another name.",
      });
  }
}

/** Whose auditors see it: of several tenants it is nobody's alone. */
function tenantOf({ tenants }: Pick<ManagedToken["principal"], "tenants">) {
  const [tenant, ...others] = tenants ?? [];
  return tenant !== undefined && others.length === 0 ? { tenant } : {};
}

function isAfter(token: ManagedToken, last: readonly [number, string] | null): boolean {
  if (last === null) return true;
  const [atMs, name] = place.of(token);
  const [lastMs, lastName] = last;
  return atMs < lastMs || (atMs === lastMs && name < lastName);
}

function toAnswer(token: ManagedToken, nowMs: number): z.infer<typeof accessAnswer> {
  const { principal, createdAtMs, createdBy, revokedBy, sessions } = token;
  const { expiresAtMs, revokedAtMs, usedAtMs } = token;
  const written = (atMs: number | null) => (atMs === null ? null : instantToJson(atMs));
  return {
    ...principal,
    state: stateOfToken(token, nowMs),
    ...{ createdAt: instantToJson(createdAtMs), createdBy, expiresAt: written(expiresAtMs) },
    ...{ revokedAt: written(revokedAtMs), revokedBy, usedAt: written(usedAtMs), sessions },
  };
}

export const ACCESS_ROUTES: readonly Route[] = [list, give, take];
