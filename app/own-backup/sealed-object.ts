import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from "node:crypto";
import { errorCode } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { BackupDamage } from "./backup-damage.ts";
import type { Keyring } from "./create-keyring.ts";
import { cutBlocks } from "./cut-blocks.ts";

const MAGIC = Buffer.from("VIGIEBK1");
const SECRET_SALT_BYTES = 16;
const OBJECT_SALT_BYTES = 32;
const SECRET_SALT_AT = MAGIC.length;
const CHECK_AT = SECRET_SALT_AT + SECRET_SALT_BYTES;
const OBJECT_SALT_AT = CHECK_AT + 16;
const HEADER_BYTES = OBJECT_SALT_AT + OBJECT_SALT_BYTES;
const BLOCK_BYTES = 2 ** 20;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

export type Sealing = {
  readonly keyring: Keyring;
  /** Of the secret: one for all objects of a backup, so that its keys are derived once. */
  readonly secretSalt: Uint8Array;
};

export function createSealing(keyring: Keyring): Sealing {
  return { keyring, secretSalt: randomBytes(SECRET_SALT_BYTES) };
}

/**
 * A stream under AES-256-GCM in blocks of 1 MiB, as in the STREAM construction (Hoang,
 * Reyhanitabar, Rogaway, Vizár 2015; age uses it): each block's nonce is its number and whether it
 * is the last, so that none can be changed, moved, left out or added. The key is of this object and
 * its name alone, so that none passes for another, or for itself in another backup.
 * Header: `VIGIEBK1`, the secret's salt (16), the secret's check (16), the object's salt (32).
 */
export async function* sealObject(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  { keyring, secretSalt }: Sealing,
): AsyncGenerator<Uint8Array> {
  const { check, keyOf } = await keyring.unlock(secretSalt);
  const salt = randomBytes(OBJECT_SALT_BYTES);
  const key = keyOf(name, salt);
  yield Buffer.concat([MAGIC, secretSalt, check, salt]);
  let number = 0;
  for await (const { block, isLast } of cutBlocks(bytes, BLOCK_BYTES)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number++, isLast));
    yield Buffer.concat([cipher.update(block), cipher.final(), cipher.getAuthTag()]);
  }
}

/**
 * What was sealed under `name`; each block is proven before it is given. Throws `BackupDamage`
 * where it is absent, not what was written, or made with another key.
 */
export async function* unsealObject(
  objects: ObjectStore,
  name: string,
  keyring: Keyring,
): AsyncGenerator<Uint8Array> {
  const key = await readHeader(objects, name, keyring);
  let number = 0;
  const sealed = present(objects.read(name, { start: HEADER_BYTES }), name);
  for await (const { block, isLast } of cutBlocks(sealed, BLOCK_BYTES + TAG_BYTES))
    yield unsealBlock(block, key, nonceOf(number, isLast), `${name}, block ${number++}`);
}

async function readHeader(
  objects: ObjectStore,
  name: string,
  keyring: Keyring,
): Promise<Uint8Array> {
  const chunks = await Array.fromAsync(present(objects.read(name, { end: HEADER_BYTES }), name));
  const header = Buffer.concat(chunks);
  if (header.length < HEADER_BYTES || !header.subarray(0, SECRET_SALT_AT).equals(MAGIC))
    throw new BackupDamage(name, "does not begin as a backup of Vigie does");
  const secretSalt = header.subarray(SECRET_SALT_AT, CHECK_AT);
  const { check, keyOf } = await keyring.unlock(secretSalt);
  if (!timingSafeEqual(header.subarray(CHECK_AT, OBJECT_SALT_AT), check))
    throw new BackupDamage(name, "was made with another key, or its head is damaged");
  return keyOf(name, header.subarray(OBJECT_SALT_AT));
}

function unsealBlock(block: Buffer, key: Uint8Array, nonce: Buffer, where: string): Buffer {
  const end = block.length - TAG_BYTES;
  if (end < 0) throw new BackupDamage(where, "is cut");
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(block.subarray(end));
  const plain = decipher.update(block.subarray(0, end));
  try {
    decipher.final();
  } catch {
    throw new BackupDamage(where, "is not as it was written: changed, moved or cut");
  }
  return plain;
}

async function* present(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    const isAbsent = error instanceof OperatingError && errorCode(error.cause) === "ENOENT";
    throw isAbsent ? new BackupDamage(name, "is absent") : error;
  }
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(number, NONCE_BYTES - 7, 6);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}
