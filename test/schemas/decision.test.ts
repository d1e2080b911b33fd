import { describe, expect, test } from "vitest";
import { decisionSchema } from "../../schemas/decision.ts";
import { askedMatchSchema } from "../../schemas/policy.ts";

const said = {
  ...{ id: "00000000-0000-4000-8000-000000000001", author: "Ada", reason: "moves" },
  ...{ time: "2026-11-20T12:00:00Z", until: "2026-11-21T12:00:00Z" },
};
const deciding = (match: object) => [
  { ...said, kind: "pause", about: { match } },
  { ...said, kind: "retire", about: { match } },
  { ...said, kind: "silence", match },
];
const isRead = (decision: object) => decisionSchema.safeParse(decision).success;
/** As many names as one argument of a command has room for, and a name as long. */
const ARGUMENT_CHARACTERS_MAX = 131_072;
const MANY = Array.from({ length: ARGUMENT_CHARACTERS_MAX / 16 }, (_, at) => `db-${at}`);

describe("decisionSchema", () => {
  test.each([
    ["many", { asset: MANY }],
    ["long", { asset: "x".repeat(ARGUMENT_CHARACTERS_MAX) }],
  ])("reads what a command of a release may have written: %s", (_, match) => {
    expect(deciding(match).map(isRead)).toEqual([true, true, true]);
    // What is asked from now on is bounded far below.
    expect(askedMatchSchema.safeParse(match).success).toBe(false);
  });

  test.each([
    ["one name", { asset: "x".repeat(2 ** 20 + 1) }],
    ["names together", { asset: Array.from({ length: 2 ** 20 }, () => "x"), site: "y" }],
  ])("refuses what none can have written: %s", (_, match) => {
    expect(deciding(match).map(isRead)).toEqual([false, false, false]);
  });
});
