import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import kafkajs, { CompressionTypes } from "kafkajs";
import { describe, expect, test } from "vitest";
import { registerCodecs } from "../../../../platform/log/kafka/register-codecs.ts";

registerCodecs();
const codec = kafkajs.CompressionCodecs[CompressionTypes.ZSTD]?.();

function unpack(packed: Buffer): Promise<Buffer> {
  if (!codec) throw new Error("no codec is registered");
  return codec.decompress(packed);
}

test.each([0, 1, 700, 100_000, 5_000_000, 100_000_000])(
  "%i bytes that repeat themselves come back as they were",
  async (length) => {
    const bytes = Buffer.alloc(length, '{"id":"0af7651916cd43dd"}');
    expect((await unpack(zstdCompressSync(bytes))).equals(bytes)).toBe(true);
  },
);

test("what does not pack comes back too, on this thread and on another", async () => {
  for (const length of [10_000, 1_000_000]) {
    let seed = 1;
    const bytes = Buffer.from(
      Uint8Array.from({ length }, () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed & 0xff;
      }),
    );
    expect((await unpack(zstdCompressSync(bytes))).equals(bytes)).toBe(true);
  }
});

test("a small batch holds no more memory than twice its bytes, or a piece of Node's pool", async () => {
  for (const length of [700, 2_000, 5_000, 20_000, 200_000]) {
    const { buffer } = await unpack(zstdCompressSync(Buffer.alloc(length, "ab")));
    expect(buffer.byteLength).toBeLessThanOrEqual(Math.max(2 * length, Buffer.poolSize));
  }
});

test("a batch that unpacks to more than 128 MiB is refused, and one that is damaged", async () => {
  const params = { [constants.ZSTD_c_compressionLevel]: 1 };
  const bomb = zstdCompressSync(Buffer.alloc(2 ** 27 + 1), { params });
  await expect(unpack(bomb)).rejects.toThrow(RangeError);
  const cut = zstdCompressSync(Buffer.alloc(1_000, "abcdefg")).subarray(0, 20);
  await expect(unpack(cut)).rejects.toThrow();
});

/** Kafka's framing of a batch before its packed records. */
const HEAD_BYTES = 61;

/** One with so many bytes of records: https://kafka.apache.org/documentation/#recordbatch. */
function unpackedBatch(bytes: number): Buffer {
  const all = Buffer.alloc(HEAD_BYTES + bytes, "x");
  all.fill(0, 0, HEAD_BYTES);
  all.writeInt32BE(all.length - 12, 8);
  all.writeInt8(2, 16);
  return all;
}

const MIB = 2 ** 20;

describe.each([
  ["gzip", gzipSync, CompressionTypes.GZIP],
  ["zstd", zstdCompressSync, CompressionTypes.ZSTD],
] as const)("an answer with batches in %s that pack to nearly nothing", (_name, pack, type) => {
  const batch = pack(Buffer.alloc(MIB, "x"));
  const unpackBatch = kafkajs.CompressionCodecs[type]?.().decompress;

  /** As a fetch brings them: each partition's batches one behind the other, some not packed. */
  async function countUnpacked(
    partitions: readonly number[],
    between = Buffer.alloc(0),
  ): Promise<readonly number[]> {
    const piece = Buffer.concat([between, Buffer.alloc(HEAD_BYTES), batch]);
    const head = Buffer.alloc(50);
    const answer = Buffer.concat(
      partitions.flatMap((batches) => [head, ...Array<Buffer>(batches).fill(piece)]),
    );
    const counts: number[] = [];
    let at = 0;
    for (const batches of partitions) {
      at += head.length;
      const ends = Array.from({ length: batches }, (_, index) => at + (index + 1) * piece.length);
      counts.push(
        await countUntilEnough(ends.map((end) => answer.subarray(end - batch.length, end))),
      );
      at += batches * piece.length;
    }
    return counts;
  }

  async function countUntilEnough(batches: readonly Buffer[]): Promise<number> {
    for (const [count, packed] of batches.entries()) {
      const error = await unpackBatch(packed).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error === null) continue;
      // The name by which kafkajs knows that no more of the partition is to be had.
      expect(error).toHaveProperty("name", "KafkaJSPartialMessageError");
      return count;
    }
    return batches.length;
  }

  test("gives some of each partition, the first in any case, and leaves the others", async () => {
    expect(await countUnpacked([20, 3, 1, 20])).toEqual([4, 3, 1, 4]);
  });

  test("gives no more of them where batches that are not packed lie between", async () => {
    const between = Buffer.concat([unpackedBatch(9), unpackedBatch(300)]);
    expect(await countUnpacked([20, 3, 1, 20], between)).toEqual([4, 3, 1, 4]);
  });
});
