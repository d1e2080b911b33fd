import fc from "fast-check";
import { expect, test } from "vitest";
import { type Principal, seesTenant, tenantsFor } from "../../schemas/access.ts";

const tenant = fc.constantFrom("acme", "borealis", "constructor", "café", "");
const scoped = fc
  .array(tenant, { minLength: 1 })
  .map((tenants): Principal => ({ name: "ada", role: "viewer", tenants }));

test("tenantsFor() never answers somebody of some tenants with an empty list, or another's", () => {
  fc.assert(
    fc.property(scoped, fc.array(tenant), (principal, asked) => {
      const answer = tenantsFor(principal, asked);
      if (answer === "nothing") {
        expect(asked.length).toBeGreaterThan(0);
        expect(asked.some((one) => seesTenant(principal, one))).toBe(false);
        return;
      }
      expect(answer.length).toBeGreaterThan(0);
      expect(answer.every((one) => seesTenant(principal, one))).toBe(true);
    }),
  );
});

test("tenantsFor() gives somebody of some tenants all of theirs that were asked for", () => {
  fc.assert(
    fc.property(scoped, fc.array(tenant), (principal, asked) => {
      const answer = tenantsFor(principal, asked);
      const theirs = asked.length === 0 ? principal.tenants : asked;
      for (const one of theirs ?? []) if (seesTenant(principal, one)) expect(answer).toContain(one);
    }),
  );
});

test("tenantsFor() gives who may see all what was asked for", () => {
  const principal: Principal = { name: "ada", role: "viewer", tenants: null };
  expect(tenantsFor(principal, [])).toEqual([]);
  expect(tenantsFor(principal, ["acme", "borealis"])).toEqual(["acme", "borealis"]);
});

test("seesTenant() shows what is Vigie's own to nobody of some tenants", () => {
  expect(seesTenant({ name: "ada", role: "admin", tenants: ["acme"] }, null)).toBe(false);
  expect(seesTenant({ name: "ada", role: "viewer", tenants: null }, null)).toBe(true);
});
