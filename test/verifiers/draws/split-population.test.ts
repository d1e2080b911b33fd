import { expect, test } from "vitest";
import { policySchema } from "../../../schemas/policy.ts";
import { splitPopulation } from "../../../verifiers/draws/split-population.ts";
import { aCandidate, DAY_MS, NOW_MS } from "../rounds/a-candidate.ts";

const POLICIES = [
  policySchema.parse({
    name: "restored",
    match: { assetKind: "sql-database" },
    schedule: { cron: "0 1 * * *" },
    retention: { keep: "14d" },
    verification: { every: "7d", level: "right" },
  }),
  policySchema.parse({
    name: "read",
    match: { assetKind: "vm-image" },
    schedule: { cron: "0 1 * * *" },
    verification: { every: "7d", level: "whole" },
  }),
];
const OPTIONS = {
  policies: POLICIES,
  level: "restored",
  bytesMax: 10_000,
  untilMs: NOW_MS + DAY_MS,
} as const;

test("splitPopulation() draws from what is asked for, small enough and still kept, tenant by tenant", () => {
  const one = aCandidate("A");
  const copies = [
    one,
    { ...one, copy: { ...one.copy, sizeBytes: 10_000 } },
    { ...one, copy: { ...one.copy, sizeBytes: 10_001 } },
    { ...one, copy: { ...one.copy, sizeBytes: "9007199254740993" } },
    { ...one, bornAtMs: NOW_MS - 13.5 * DAY_MS },
    { ...one, series: { ...one.series, assetKind: "vm-image" as const } },
    { ...one, series: { ...one.series, assetKind: "files" as const } },
    { ...one, series: { ...one.series, tenant: "globex" } },
  ];
  const strata = splitPopulation(copies, OPTIONS);
  expect(strata.get("acme")).toEqual({
    copies: copies.slice(0, 2),
    excluded: { "too-large": 2, expiring: 1, "asked-for-less": 2 },
  });
  expect(strata.get("globex")).toEqual({ copies: copies.slice(-1), excluded: {} });
});
