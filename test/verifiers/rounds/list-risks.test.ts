import { expect, test } from "vitest";
import { listRisks, type RiskFacts } from "../../../verifiers/rounds/list-risks.ts";
import { DAY_MS, NOW_MS } from "./a-candidate.ts";

const QUIET: RiskFacts = {
  isNewest: true,
  bornAtMs: NOW_MS - DAY_MS / 4,
  seriesSinceMs: NOW_MS - 10 * DAY_MS,
  sizeBytes: 1_000,
  triedAtMs: null,
  vaultTriedAtMs: NOW_MS - 3 * DAY_MS,
  foundAtMs: null,
  upgradedAtMs: null,
  proven: { bornAtMs: NOW_MS - 3 * DAY_MS, sizeBytes: 1_000 },
  seriesTriedAtMs: NOW_MS - 3 * DAY_MS,
  everyMs: 7 * DAY_MS,
  keepMs: 14 * DAY_MS,
};
const WHEN = { nowMs: NOW_MS, nextRoundMs: NOW_MS + DAY_MS };
const ago = (days: number) => NOW_MS - days * DAY_MS;

test.each<[string, Partial<RiskFacts>, readonly string[]]>([
  ["nothing", {}, []],
  ["an open finding about its run", { foundAtMs: ago(0.1) }, ["anomaly"]],
  ["one about an older run", { isNewest: false, foundAtMs: ago(2) }, ["anomaly"]],
  ["one that opened after it was tried", { foundAtMs: ago(1), triedAtMs: ago(2) }, ["anomaly"]],
  ["one that was looked into", { foundAtMs: ago(2), triedAtMs: ago(1) }, []],
  ["a size a third greater", { sizeBytes: 1_333 }, ["size-change"]],
  ["a size a third smaller", { sizeBytes: 666 }, ["size-change"]],
  ["a size a tenth greater", { sizeBytes: 1_100 }, []],
  ["another size that was tried", { sizeBytes: 2_000, triedAtMs: ago(0.1) }, []],
  ["an upgrade before it and after the last attempt", { upgradedAtMs: ago(1) }, ["upgrade"]],
  ["an upgrade that came after it", { upgradedAtMs: ago(0.1) }, []],
  ["an upgrade before the last attempt", { upgradedAtMs: ago(4) }, []],
  [
    "the last proven copy about to expire",
    { proven: { bornAtMs: ago(12.5), sizeBytes: 1_000 } },
    ["last-proof-expiring"],
  ],
  ["the last proven copy with days to go", { proven: { bornAtMs: ago(11), sizeBytes: 1_000 } }, []],
  [
    "no promise of retention",
    { proven: { bornAtMs: ago(40), sizeBytes: 1_000 }, keepMs: null },
    [],
  ],
  ["a vault without an attempt for two periods", { vaultTriedAtMs: ago(14) }, ["long-unproven"]],
  [
    "a vault never tried of a series known for two periods",
    { vaultTriedAtMs: null, seriesSinceMs: ago(14) },
    ["long-unproven"],
  ],
  ["a vault never tried of a newer series", { vaultTriedAtMs: null }, []],
  ["no proven copy", { proven: null }, []],
])("listRisks() of a copy with %s", (_, changes, risks) => {
  expect(listRisks({ ...QUIET, ...changes }, WHEN)).toEqual(risks);
});
