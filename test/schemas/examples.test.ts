import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { EVENT_TYPES, eventSchema } from "../../schemas/events.ts";

const GOOD = new URL("../../schemas/examples/good/", import.meta.url);
const BAD = new URL("../../schemas/examples/bad/", import.meta.url);
const badSchema = z.strictObject({ fault: z.string(), event: z.unknown() });

function read(directory: URL): readonly (readonly [name: string, content: unknown])[] {
  return readdirSync(directory)
    .toSorted()
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, directory), "utf8"))]);
}

describe("eventSchema", () => {
  const good = read(GOOD);
  const bad = read(BAD);

  test.each(good)("accepts %s", (_, event) => {
    expect(eventSchema.safeParse(event).error).toBeUndefined();
  });

  test.each(bad)("refuses %s at that place, and at no other", (_, content) => {
    const { fault, event } = badSchema.parse(content);
    const issues = eventSchema.safeParse(event).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join("."))).toEqual([fault]);
  });

  test("every type has a good example", () => {
    const shown = new Set(good.map(([, event]) => eventSchema.parse(event).type));
    expect([...shown].toSorted()).toEqual([...EVENT_TYPES].toSorted());
  });

  test("no example is left out", () => {
    expect(good.length).toBeGreaterThanOrEqual(15);
    expect(bad.length).toBeGreaterThanOrEqual(44);
  });
});

describe("a parsed event", () => {
  const parsed = (name: string) =>
    eventSchema.parse(JSON.parse(readFileSync(new URL(name, GOOD), "utf8")));

  test("has its instants as milliseconds, whatever their zone", () => {
    expect(parsed("copy-observed.json").data).toMatchObject({
      copy: { observedAt: Date.UTC(2026, 10, 20, 0, 2, 3) },
    });
    expect(parsed("copy-removed.json").time).toBe(Date.UTC(2026, 11, 4, 3, 0, 0, 250));
  });

  test("has its sizes exact to 2^63 - 1", () => {
    expect(parsed("backup-succeeded-greatest-size.json").data).toMatchObject({
      sizeBytes: 2n ** 63n - 1n,
      storedBytes: 2n ** 53n - 1n,
    });
  });

  test("has its names in Unicode NFC, and otherwise as given", () => {
    expect(parsed("names-beyond-ascii.json").data).toMatchObject({
      series: { tenant: "Ville de Besan\u00e7on", asset: "d/e %20\\f" },
    });
  });

  test("keeps unknown attributes of the envelope", () => {
    expect(parsed("unknown-attributes.json")).toHaveProperty("traceparent");
  });
});
