import { constants, zstdCompressSync } from "node:zlib";
import kafkajs, { CompressionTypes } from "kafkajs";
import { expect, test } from "vitest";
import { registerZstd } from "../../../../platform/log/kafka/register-zstd.ts";

registerZstd();
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
