import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFault } from "../../ingest/accept/fault.ts";
import { splitBatch } from "../../ingest/intake/split-batch.ts";

const ANY = 1_000;

function split(text: string, itemsMax = ANY) {
  const items = splitBatch(Buffer.from(text), itemsMax);
  return isFault(items) ? items.fault : items.map((bytes) => Buffer.from(bytes).toString());
}

describe("splitBatch()", () => {
  test("gives the items of any JSON array, as they were written", () => {
    const value = fc.jsonValue({ stringUnit: "binary" });
    fc.assert(
      fc.property(fc.array(value), fc.constantFrom("", " ", "\n\t"), (values, indent) => {
        const items = split(JSON.stringify(values, null, indent));
        expect(Array.isArray(items)).toBe(true);
        expect([items].flat().map((text) => JSON.parse(text))).toEqual(
          JSON.parse(JSON.stringify(values)),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test.each<[string, string | string[]]>([
    ["[]", []],
    [" [ \n ] \r\n", []],
    ["[1]", ["1"]],
    ["[ 1.50 ,\t12345678901234567890]", ["1.50", "12345678901234567890"]],
    ['["a,]\\"b\\\\",{"c":[1,2]}]', ['"a,]\\"b\\\\"', '{"c":[1,2]}']],
    ["[1,]", ["1", ""]],
    ["[,]", ["", ""]],
    ["[1,nonsense,3]", ["1", "nonsense", "3"]],
    ["[{],2]", ["{]", "2"]],
    ["", "not-an-event"],
    ["{}", "not-an-event"],
    ["[1", "not-json"],
    ['["]', "not-json"],
    ['["\\"]', "not-json"],
    ["[[1]", "not-json"],
    ["[1]]", "not-json"],
    ["[1] 2", "not-json"],
  ])("%j", (text, expected) => expect(split(text)).toEqual(expected));

  test("looks for one more than it may give, whatever comes after", () => {
    expect(split("[1,2,3,4,", 2)).toEqual(["1", "2", "3"]);
  });
});
