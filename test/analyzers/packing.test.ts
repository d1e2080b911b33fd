import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPackedMemory } from "../../analyzers/packing/create-packed-memory.ts";
import { createPacking } from "../../analyzers/packing/create-packing.ts";

const packing = createPacking(createPackedMemory());
const packed = (value: object) => packing.unpack(packing.pack(value));

const leaf = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.MAX_SAFE_INTEGER, 127, 128),
  fc.uint8Array(),
  fc.float32Array(),
  fc.float64Array(),
);
const key = fc.constantFrom("runs", "copies", "length", "__proto__", "", "7");
const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { depthSize: "medium" },
    leaf,
    fc.array(tie("data")),
    fc.dictionary(key, tie("data"), { noNullPrototype: true }),
    fc.array(fc.tuple(tie("data"), tie("data"))).map((entries) => new Map(entries)),
    fc.array(tie("data")).map((items) => new Set(items)),
  ),
}));

test("what is packed comes back as it was, again and again", () => {
  fc.assert(
    fc.property(data, (value) => assert.deepStrictEqual(packed({ value }), { value })),
    { numRuns: 100, seed: 20_261_123, endOnFailure: true },
  );
});

test("what was one object before is one object after, and what holds itself still does", () => {
  const run = { runId: "r1", copies: new Map<unknown, unknown>() };
  run.copies.set(run, [run]);
  const shared = { runs: new Set([run]), last: run };
  const { runs, last } = packed(shared) as typeof shared;
  expect([...runs][0]).toBe(last);
  expect((last.copies.get(last) as unknown[])[0]).toBe(last);
});

test("an array that grew is its own again, and not what lies beside it", () => {
  const values = new Float64Array([1, 2, 3, 4]).subarray(1, 3);
  const again = packed({ values }) as { values: Float64Array };
  expect(again.values).toEqual(new Float64Array([2, 3]));
  expect(again.values.buffer.byteLength).toBe(16);
});

test("what is larger than usual, of more kinds than usual or no plain data is packed all the same", () => {
  const large = Array.from({ length: 50_000 }, (_, index) => `run ${index}`);
  expect(packed({ large })).toEqual({ large });
  const kinds = Array.from({ length: 5_000 }, (_, index) => ({ [`kind${index}`]: index }));
  expect(packed({ kinds })).toEqual({ kinds });
  const huge = { bytes: 2n ** 70n, at: new Date(5) };
  expect(packed(huge)).toEqual(huge);
});
