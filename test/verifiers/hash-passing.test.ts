import fc from "fast-check";
import { expect, test } from "vitest";
import type { ByteSource } from "../../platform/objects/byte-source.ts";
import { hashPassing } from "../../verifiers/checks/hash-passing.ts";

const SIZE = 64;
const BYTES = Buffer.from(Array.from({ length: SIZE }, (_, at) => at));

/** In chunks of a few bytes, in memory that is used again; counts what is read. */
function aSource() {
  const counted = { bytes: 0 };
  async function* read({ start = 0, end = SIZE }: { start?: number; end?: number } = {}) {
    for (let at = start; at < end; at += 7) {
      const chunk = Buffer.from(BYTES.subarray(at, Math.min(end, at + 7)));
      counted.bytes += chunk.length;
      yield chunk;
      chunk.fill(0xff);
    }
  }
  const source: ByteSource = { sizeBytes: SIZE, read };
  return { source, counted };
}

async function passThrough(read: (source: ByteSource) => Promise<void>) {
  const { source, counted } = aSource();
  const taken: Buffer[] = [];
  const passing = hashPassing(source, (chunk) => void taken.push(Buffer.from(chunk)));
  await read(passing);
  await passing.takeRest();
  return { taken: Buffer.concat(taken), bytesRead: counted.bytes };
}

async function drain(chunks: AsyncIterable<Uint8Array>, upTo = Number.POSITIVE_INFINITY) {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes >= upTo) return;
  }
}

test("whatever is read, and how often, every byte is taken once and in order", async () => {
  const range = fc.record({ start: fc.nat(SIZE), length: fc.nat(SIZE), upTo: fc.nat(SIZE) });
  await fc.assert(
    fc.asyncProperty(fc.array(range, { maxLength: 12 }), async (ranges) => {
      const { taken } = await passThrough(async ({ read }) => {
        for (const { start, length, upTo } of ranges)
          await drain(read({ start, end: Math.min(SIZE, start + length) }), upTo);
      });
      expect(taken).toEqual(BYTES);
    }),
    { numRuns: 300 },
  );
});

test("two readers at once are no harm", async () => {
  const { taken } = await passThrough(async ({ read }) => {
    await Promise.all([drain(read()), drain(read({ start: 10 })), drain(read({ end: 30 }))]);
  });
  expect(taken).toEqual(BYTES);
});

test.each<[string, number, (source: ByteSource) => Promise<void>]>([
  ["what is read forwards to its end, once", SIZE, ({ read }) => drain(read())],
  ["what nobody reads, once", SIZE, async () => undefined],
  ["what a reader leaves in the middle, once", SIZE, ({ read }) => drain(read(), 20)],
  ["the end of what is read backwards, twice", SIZE + 10, ({ read }) => drain(read({ start: 54 }))],
])("reads %s", async (_, bytes, read) => {
  expect(await passThrough(read)).toEqual({ taken: BYTES, bytesRead: bytes });
});
