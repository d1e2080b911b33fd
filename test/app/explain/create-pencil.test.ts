import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPencil } from "../../../app/explain/create-pencil.ts";
import { instantToJson } from "../../../schemas/instant.ts";

const AT = "2026-11-20T01:00:00Z";
const LATER = "2026-11-20T03:30:00Z";

describe("createPencil()", () => {
  const { compare, compareSize, order, add, span } = createPencil({
    ...{ aheadMs: 900_000, toleranceMs: 300_000, asideMs: -600_000, none: null },
    ...{ bytes: "9007199254740993", minBytes: 10, from: AT, to: LATER, hostile: "\u001b[2J" },
    ...{ spanMs: 9_000_000, shortMs: 3_600_000, backMs: 1_800_000 },
  });

  test.each([
    ["above its limit", compare("aheadMs", "toleranceMs"), "aheadMs 15 min > 5 min toleranceMs"],
    ["below its limit", compare("asideMs", "toleranceMs"), "asideMs -10 min < 5 min toleranceMs"],
    ["at its limit", compare("spanMs", "spanMs"), "spanMs 2 h 30 min = 2 h 30 min spanMs"],
    [
      "of either side",
      compareSize("asideMs", "toleranceMs"),
      "|asideMs| 10 min > 5 min toleranceMs",
    ],
    ["before another", order("from", "to"), `from ${AT} is 2 h 30 min before to ${LATER}`],
    ["after another", order("to", "from"), `to ${LATER} is 2 h 30 min after from ${AT}`],
    ["at another", order("to", "to"), `to ${LATER} is at to ${LATER}`],
    [
      "that is a sum",
      add("to", "from", [{ name: "spanMs" }]),
      `to = from ${AT} + 2 h 30 min spanMs = ${LATER}`,
    ],
    [
      "that is later than the sum",
      add("to", "from", [{ name: "shortMs" }, { name: "backMs", sign: "-" }]),
      `to ${LATER} is 2 h after from ${AT} + 1 h shortMs - 30 min backMs = 2026-11-20T01:30:00Z`,
    ],
    [
      "that is a span away",
      span("to", "from", "within"),
      `to = from ${AT} + 2 h 30 min within = ${LATER}`,
    ],
  ])("writes what is %s", (_case, lines, line) => {
    expect(lines).toEqual([line]);
  });

  test.each([
    ["a limit", compare("aheadMs", "none")],
    ["a number", compareSize("none", "toleranceMs")],
    ["an instant", order("from", "absent")],
    ["one that is no instant", order("from", "hostile")],
    ["a term", add("to", "from", [{ name: "spanMs" }, { name: "absentMs" }])],
    ["an end", span("absent", "from", "within")],
  ])("writes nothing that lacks %s", (_case, lines) => {
    expect(lines).toEqual([]);
  });
});

test("a sum of instants comes out, whatever its terms are", () => {
  const ms = fc.integer({ min: 0, max: 1e11 });
  fc.assert(
    fc.property(ms, ms, ms, (fromMs, aMs, bMs) => {
      const [from, to] = [instantToJson(fromMs), instantToJson(fromMs + aMs + bMs)];
      const { add } = createPencil({ from, to, aMs, bMs });
      const [line] = add("to", "from", [{ name: "aMs" }, { name: "bMs" }]);
      expect(line?.startsWith("to = from ")).toBe(true);
      expect(line?.endsWith(` = ${to}`)).toBe(true);
    }),
  );
});
