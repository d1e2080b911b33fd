import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compileParser } from "../../schemas/compile-parser.ts";
import { eventSchema } from "../../schemas/events.ts";
import { instantSchema } from "../../schemas/instant.ts";

const parseEvent = compileParser(eventSchema);
const EXAMPLES = new URL("../../schemas/examples/", import.meta.url);

type Json = { [key: string]: unknown };

function examples(folder: "good" | "bad"): readonly Json[] {
  const directory = new URL(`${folder}/`, EXAMPLES);
  return readdirSync(directory).map((name) => {
    const content = JSON.parse(readFileSync(new URL(name, directory), "utf8"));
    return folder === "good" ? content : content.event;
  });
}

/** The same verdict as Zod, and the same value. */
function expectSame(value: unknown) {
  const slow = eventSchema.safeParse(value);
  expect(parseEvent(value)).toEqual(slow.success ? slow.data : null);
}

/** Every place in a value: each object's member and each list's item. */
function placesOf(value: unknown): (readonly [Json, string])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [value as Json, key] as const,
    ...placesOf(member),
  ]);
}

const TELLING = [
  "2026-11-20T00:14:09Z",
  "2026-02-29T00:00:00Z",
  "2024-02-29T23:59:59.999Z",
  "2026-11-20T00:14:09.5+05:30",
  "0050-01-01T00:00:00Z",
  "9223372036854775807",
  "9223372036854775808",
  "e\u0301",
  "",
  -1,
  0,
  0.5,
  2 ** 53,
  null,
  undefined,
  true,
  [],
  {},
  ["a"],
  { sources: ["/a"], vaults: [7] },
];

describe("the fast parser of events", () => {
  test.each(["good", "bad"] as const)("judges every %s example as Zod does", (folder) => {
    for (const example of examples(folder)) expectSame(example);
    if (folder === "good") for (const one of examples(folder)) expect(parseEvent(one)).toBeTruthy();
  });

  test("judges events with anything anywhere as Zod does", () => {
    const change = fc.record({
      place: fc.nat(),
      value: fc.oneof(fc.constantFrom(...TELLING), fc.jsonValue(), fc.string({ unit: "binary" })),
      key: fc.option(fc.constantFrom("extra", "tenant", "checksum", "constructor")),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...examples("good")),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (example, changes) => {
          const event = structuredClone(example);
          for (const { place, value, key } of changes) {
            const places = placesOf(event);
            const [where, name] = places[place % places.length] ?? [event, "id"];
            const content = {
              value: structuredClone(value),
              writable: true,
              enumerable: true,
              configurable: true,
            };
            Object.defineProperty(where, Array.isArray(where) ? name : (key ?? name), content);
          }
          expectSame(event);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("leaves a member that would be a prototype to Zod", () => {
    expect(parseEvent({ ...examples("good")[0], ...JSON.parse('{"__proto__":{}}') })).toBeNull();
  });

  test("knows only what it can do as Zod does", () => {
    expect(() => compileParser(z.map(z.string(), z.number()))).toThrow("map");
    expect(() => compileParser(z.string().startsWith("a").toUpperCase())).toThrow("overwrite");
  });
});

describe("an instant", () => {
  test("is what the language itself reads, in every form that is taken", () => {
    const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
    const form = fc.tuple(
      digits(4),
      fc.constantFrom("-01-31T", "-02-28T", "-02-29T", "-12-31T"),
      fc.constantFrom("00:00:00", "23:59:59"),
      fc.constantFrom("", ".1", ".123", ".123456"),
      fc.constantFrom("Z", "+00:00", "-05:30"),
    );
    fc.assert(
      fc.property(form, (parts) => {
        const text = parts.join("");
        const { data } = instantSchema.safeParse(text);
        if (data !== undefined) expect(data).toBe(Date.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["0000-01-01T00:00:00+23:59", false],
    ["0000-12-31T23:59:59Z", false],
    ["0001-01-01T00:00:00+00:01", false],
    ["0001-01-01T00:00:00Z", true],
    ["9999-12-31T23:59:59.999Z", true],
    ["9999-12-31T23:59:59-00:01", false],
  ])("is refused where its offset leads beyond what can be written: %s", (text, isTaken) => {
    expect(instantSchema.safeParse(text).success).toBe(isTaken);
    expect(compileParser(instantSchema)(text) !== null).toBe(isTaken);
  });
});
