import { expect, test } from "vitest";
import { meetsExpectation } from "../../../verifiers/sandboxes/assertions/meets-expectation.ts";

test.each([
  ["42", "42", true],
  ["42", "= 42.0", true],
  ["42", "43", false],
  ["042", "42", true],
  ["9007199254740993", "> 9007199254740992", true],
  ["0.1", "<= 0.10", true],
  ["-3", "< -2.5", true],
  ["100", ">= 100", true],
  ["99", ">=100", false],
  ["99", "!= 100", true],
  ["100", "<> 100", false],
  ["2026-11-20", "> 2026-11-19", true],
  ["abc", "= abc", true],
  ["abc", "> 5", false],
  ["abc", "!= 5", true],
  ["true", "true", true],
  ["", "0", false],
  [null, "null", true],
  [null, "!= null", false],
  ["0", "!= null", true],
  ["0", "null", false],
  [null, ">= 0", false],
])("%s meets %s: %s", (value, wanted, met) => {
  expect(meetsExpectation(value, wanted)).toBe(met);
});
