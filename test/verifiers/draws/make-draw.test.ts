import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DrawFile } from "../../../schemas/draw.ts";
import { checkDraw } from "../../../verifiers/draws/check-draw.ts";
import { drawId, makeDraw } from "../../../verifiers/draws/make-draw.ts";
import { someKeys } from "../report/a-week.ts";
import { aDraw, entriesOf } from "./a-draw.ts";

describe("makeDraw()", () => {
  test("draws the same from the same inventory, in whatever order it is given", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.nat(20), (entries, count) => {
        const draw = aDraw(entries, count);
        expect(aDraw(entries.toReversed(), count)).toEqual(draw);
        expect(aDraw([...entries, ...entries], count)).toEqual(draw);
        expect(new Set(draw.drawn).size).toBe(Math.min(count, entries.length));
        for (const entry of draw.drawn) expect(entries).toContain(entry);
      }),
    );
  });

  test("draws otherwise at another instant, of another tenant, from another inventory", () => {
    const entries = entriesOf(1_000);
    const draws = [
      aDraw(entries, 10),
      aDraw(entries, 10, { day: 1 }),
      aDraw(entries, 10, { tenant: "globex" }),
      aDraw([...entries, '["one more"]'], 10),
    ];
    expect(new Set(draws.map(({ seed }) => seed)).size).toBe(draws.length);
    expect(new Set(draws.map(({ drawn }) => JSON.stringify(drawn))).size).toBe(draws.length);
  });

  test("draws more of the same where more are drawn", () => {
    const entries = entriesOf(100);
    expect(aDraw(entries, 20).drawn.slice(0, 7)).toEqual(aDraw(entries, 7).drawn);
  });

  test("gives each copy the same chance", () => {
    const entries = entriesOf(40);
    const counts = new Map<string, number>();
    const draws = 2_000;
    for (let day = 0; day < draws; day++)
      for (const entry of aDraw(entries, 10, { day }).drawn)
        counts.set(entry, (counts.get(entry) ?? 0) + 1);
    const expected = (draws * 10) / 40;
    const variance = draws * 0.25 * 0.75;
    const chiSquare = entries.reduce(
      (sum, entry) => sum + ((counts.get(entry) ?? 0) - expected) ** 2 / variance,
      0,
    );
    // 39 of its degrees of freedom are free; 72.05 is passed once in a thousand times.
    expect(chiSquare).toBeLessThan(72.05);
  });
});

describe("checkDraw()", () => {
  const keys = someKeys();
  const entries = [...entriesOf(50)].sort();
  const draw = aDraw(entries, 5, { excluded: { "too-large": 7 } });
  const { publicKeyPem } = keys;
  const sign = (file: Omit<DrawFile, "signature">) => ({
    ...file,
    signature: keys.sign(drawId(file.draw)),
  });
  const file = sign({ draw, inventory: entries, publicKeyPem });

  test("makes a draw again from its file, and knows its key", () => {
    expect(checkDraw(file, { fingerprint: keys.fingerprint })).toEqual({
      ...{ verdict: "sound", reasons: [], draw: drawId(draw), tenant: "acme" },
      ...{ drawn: 5, copies: 50, key: keys.fingerprint, pinned: true },
    });
  });

  const another = entries.find((entry) => !draw.drawn.includes(entry)) ?? "";
  const chosen = { ...draw, drawn: [another, ...draw.drawn.slice(1)] };
  const seeded = { ...draw, seed: "0".repeat(64) };
  const { inventory: _inventory, seed: _seed, drawn: _drawn, ...options } = draw;
  const smaller = makeDraw(entries.slice(1), 5, {
    ...{ tenant: options.tenant, drawnAt: options.drawnAt, campaignAt: options.campaignAt },
    ...{ sequence: 0, level: options.level, bytesMax: options.bytesMax, excluded: {} },
  });

  test.each<[string, unknown, RegExp]>([
    ["another copy", sign({ ...file, draw: chosen }), /not those that the seed draws/],
    ["another seed", sign({ ...file, draw: seeded }), /seed does not follow/],
    ["another inventory", sign({ ...file, draw: smaller }), /not the one that was drawn from/],
    ["a copy hidden", { ...file, inventory: entries.slice(1) }, /not the one that was drawn from/],
    ["a copy told twice", { ...file, inventory: [...entries, entries[0]] }, /twice/],
    ["a stratum hidden", { ...file, draw: { ...draw, excluded: {} } }, /signature does not hold/],
    ["another key", { ...file, publicKeyPem: someKeys().publicKeyPem }, /signature does not hold/],
    ["something more", { ...file, note: "" }, /no draw/],
    ["nothing", null, /no draw/],
  ])("finds a draw with %s damaged", (_, damaged, reason) => {
    const check = checkDraw(damaged);
    expect(check.verdict).toBe("damaged");
    expect(check.reasons.join("; ")).toMatch(reason);
  });

  test("finds out who signs everything anew with a key of their own", () => {
    const forger = someKeys();
    const forged = { ...file, draw: smaller, inventory: entries.slice(1) };
    const resigned = {
      ...forged,
      publicKeyPem: forger.publicKeyPem,
      signature: forger.sign(drawId(smaller)),
    };
    expect(checkDraw(resigned).verdict).toBe("sound");
    const check = checkDraw(resigned, { fingerprint: keys.fingerprint });
    expect(check).toMatchObject({ verdict: "damaged", pinned: false });
  });
});
