import { describe, expect, test } from "vitest";
import { BackupDamage } from "../../../app/own-backup/backup-damage.ts";
import { createKeyring } from "../../../app/own-backup/create-keyring.ts";
import { createSealing, sealObject, unsealObject } from "../../../app/own-backup/sealed-object.ts";
import { createMemoryObjects } from "./memory-objects.ts";

const BLOCK_BYTES = 2 ** 20;
const SEALED_BLOCK_BYTES = BLOCK_BYTES + 16;
const HEADER_BYTES = 72;
/** The salt of the secret: each other value costs a derivation. */
const SALT = { start: 8, end: 24 };
const keyring = createKeyring("a passphrase long enough");
const sealing = createSealing(keyring);

async function* streamOf(bytes: Uint8Array, chunkBytes = 300_001) {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** Bytes that differ everywhere, so that nothing moved goes unnoticed. */
function pattern(bytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => (index * 31) ^ (index >> 8)));
}

async function seal(name: string, plain: Uint8Array): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(sealObject(streamOf(plain), name, sealing)));
}

async function unseal(name: string, sealed: Buffer, keys = keyring): Promise<Buffer> {
  const objects = createMemoryObjects();
  objects.objects.set(name, sealed);
  return Buffer.concat(await Array.fromAsync(unsealObject(objects, name, keys)));
}

describe("sealObject() and unsealObject()", () => {
  test.each([0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 2 * BLOCK_BYTES, 2_500_000])(
    "%i bytes come back as they were, and none stands in the clear",
    async (bytes) => {
      const plain = pattern(bytes);
      const sealed = await seal("a", plain);
      expect((await unseal("a", sealed)).equals(plain)).toBe(true);
      if (bytes > 64) expect(sealed.includes(plain.subarray(0, 64))).toBe(false);
    },
  );

  test("the same bytes are never sealed alike", async () => {
    expect((await seal("a", pattern(99))).equals(await seal("a", pattern(99)))).toBe(false);
  });

  test("a bit flipped anywhere is found", async () => {
    const sealed = await seal("a", pattern(40));
    for (let at = 0; at < sealed.length; at++) {
      if (at > SALT.start && at < SALT.end) continue;
      const damaged = Buffer.from(sealed);
      damaged.writeUInt8(sealed.readUInt8(at) ^ (1 << (at % 8)), at);
      await expect(unseal("a", damaged), `byte ${at}`).rejects.toThrow(BackupDamage);
    }
  });

  test("a cut anywhere is found, also between two blocks", async () => {
    const sealed = await seal("a", pattern(2 * BLOCK_BYTES + 5));
    const borders = [0, 1, 2].map((block) => HEADER_BYTES + block * SEALED_BLOCK_BYTES);
    for (const end of [0, 7, ...borders.flatMap((at) => [at - 1, at, at + 1]), sealed.length - 1])
      await expect(unseal("a", sealed.subarray(0, end)), `${end}`).rejects.toThrow(BackupDamage);
  });

  test("blocks swapped, doubled, left out or added are found", async () => {
    const sealed = await seal("a", pattern(3 * BLOCK_BYTES));
    const head = sealed.subarray(0, HEADER_BYTES);
    const blockAt = (index: number) => {
      const start = HEADER_BYTES + index * SEALED_BLOCK_BYTES;
      return sealed.subarray(start, start + SEALED_BLOCK_BYTES);
    };
    const [one, two, three] = [blockAt(0), blockAt(1), blockAt(2)] as const;
    for (const blocks of [
      [two, one, three],
      [one, one, two, three],
      [one, three],
      [one, two],
      [one, two, three, three],
      [one, two, three, Buffer.alloc(1)],
    ])
      await expect(unseal("a", Buffer.concat([head, ...blocks]))).rejects.toThrow(BackupDamage);
  });

  test("an object under another's name is found", async () => {
    await expect(unseal("b", await seal("a", pattern(9)))).rejects.toThrow(BackupDamage);
  });

  test("another key opens nothing, and an absent object is said to be absent", async () => {
    const sealed = await seal("a", pattern(9));
    const other = createKeyring("another passphrase, as long");
    await expect(unseal("a", sealed, other)).rejects.toThrow("another key");
    const none = Array.fromAsync(unsealObject(createMemoryObjects(), "a", keyring));
    await expect(none).rejects.toThrow("is absent");
  });

  test("a key that can be guessed is refused", () => {
    expect(() => createKeyring("short")).toThrow("less than 16 characters");
  });
});
