import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { safeParseEvent } from "../../schemas/parse-event.ts";

const GOOD = new URL("../../schemas/examples/good/", import.meta.url);
const MANY = 50_000;

function withData(example: string, change: object) {
  const event = JSON.parse(readFileSync(new URL(example, GOOD), "utf8"));
  return { ...event, data: { ...event.data, ...change } };
}

const numbers = (count: number) => Array.from({ length: count }, () => 1);
const keys = Object.fromEntries(numbers(MANY).map((one, at) => [`key${at}`, one]));
const covers = { sources: numbers(1_000), vaults: [] };

describe("safeParseEvent()", () => {
  test.each([
    ["a match's list", withData("change-announced.json", { match: { asset: numbers(MANY) } })],
    ["a match's keys", withData("change-announced.json", { match: { ...keys, tenant: 1 } })],
    ["warnings", withData("backup-succeeded.json", { warnings: numbers(1_000) })],
    ["covers", withData("collector-heartbeat.json", { covers })],
  ])("says little of what is much: %s", (_name, event) => {
    const { error } = safeParseEvent(event);
    expect(JSON.stringify(error?.issues).length).toBeLessThan(1_000);
  });

  test("says all that is wrong with an event that is small", () => {
    const { error } = safeParseEvent({ type: "vigie.change.announced.v1", data: { match: 1 } });
    expect(error?.issues.length).toBeGreaterThan(5);
  });

  test("takes a match of so many values and not more, and keeps what is no attribute", () => {
    const assets = (count: number) => Array.from({ length: count }, (_, at) => `Db${at}`);
    const match = { tenant: "acme", asset: assets(100_000), team: { any: "thing" } };
    expect(safeParseEvent(withData("change-announced.json", { match }))).toMatchObject({
      success: true,
      data: { data: { match } },
    });
    const more = withData("change-announced.json", { match: { asset: assets(100_001) } });
    expect(safeParseEvent(more).success).toBe(false);
  });
});
