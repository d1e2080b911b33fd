import { describe, expect, test } from "vitest";
import { numberPlaceholders } from "../../../../platform/state/postgres/number-placeholders.ts";

describe("numberPlaceholders()", () => {
  test.each([
    ["select 1", "select 1"],
    ["select ?, ? from t where a = ?", "select $1, $2 from t where a = $3"],
    ["values (?,?),(?,?)", "values ($1,$2),($3,$4)"],
    ["select '?', 'it''s ?', ?", "select '?', 'it''s ?', $1"],
    ['select "what?", ?', 'select "what?", $1'],
    ["select ? -- why?\n, ?", "select $1 -- why?\n, $2"],
    ["select /* ? \n ? */ ?", "select /* ? \n ? */ $1"],
    ["select '--', ?", "select '--', $1"],
    ["select ? -- it's\n, '?', ?", "select $1 -- it's\n, '?', $2"],
  ])("%s", (sql, expected) => {
    expect(numberPlaceholders(sql)).toBe(expected);
    expect(numberPlaceholders(sql)).toBe(expected);
  });

  test("of many texts gives each its own", () => {
    for (let index = 0; index < 2_000; index++)
      expect(numberPlaceholders(`select ${index}, ?`)).toBe(`select ${index}, $1`);
  });
});
