import fc from "fast-check";
import { expect, test } from "vitest";
import { isWithinTenants, matchesTenant } from "../../schemas/match-policy.ts";

const letters = fc.string({ unit: fc.constantFrom("a", "b", "é", "🗄", "."), maxLength: 8 });
const pattern = fc.string({
  unit: fc.constantFrom("a", "b", "é", "🗄", ".", "*", "?"),
  minLength: 1,
});

test("a glob means what the regular expression means that it stands for", () => {
  fc.assert(
    fc.property(pattern, letters, (tenant, value) => {
      const source = tenant.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
      expect(matchesTenant({ tenant }, value)).toBe(new RegExp(`^${source}$`, "su").test(value));
    }),
  );
});

test("a glob of many stars takes no longer than one", () => {
  expect(matchesTenant({ tenant: "*a".repeat(250) }, "a".repeat(512))).toBe(true);
  expect(matchesTenant({ tenant: `${"*a".repeat(250)}b` }, "a".repeat(512))).toBe(false);
});

test("only names, each of theirs, hold a match within tenants", () => {
  expect(isWithinTenants({ tenant: ["acme", "globex"] }, ["acme", "globex"])).toBe(true);
  for (const tenant of [undefined, "*", "acm?", ["acme", "other"]])
    expect(isWithinTenants(tenant === undefined ? {} : { tenant }, ["acme", "acm?"])).toBe(false);
});
