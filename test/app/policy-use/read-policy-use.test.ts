import { expect, test } from "vitest";
import { weighPolicies } from "../../../app/policy-use/read-policy-use.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const LEDGER = { ...VISITOR_DB, asset: "Ledger" };

const policy = (name: string, match: object) =>
  policySchema.parse({ name, match, schedule: { cron: "0 1 * * *" } });

test("a policy that matches no series is named, and the series that none matches", () => {
  const policies = [policy("typo", { tenant: "acmee" }), policy("db", { asset: "Visitor*" })];
  expect(weighPolicies([VISITOR_DB, LEDGER], policies)).toEqual({
    seriesSeen: 2,
    idle: [{ policy: "typo", why: "matches none of the 2 series of the last 35 days" }],
    unprotected: [seriesKey(LEDGER)],
  });
});

test("so is one that another is always closer than", () => {
  const all = policy("all", { tenant: "acme" });
  const closer = policy("closer", { tenant: "acme", product: "*" });
  expect(weighPolicies([VISITOR_DB, LEDGER], [all, closer]).idle).toEqual([
    { policy: "all", why: "another policy matches each of its 2 series more closely" },
  ]);
});

test("before anything was seen no policy is blamed", () => {
  expect(weighPolicies([], [policy("db", { asset: "Visitor*" })]).idle).toEqual([]);
});
