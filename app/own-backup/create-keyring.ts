import { hkdfSync, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { OperatingError } from "../../platform/errors/operating-error.ts";

/** OWASP's advice for scrypt: 128 MiB and some tenths of a second for each guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };
const KEY_BYTES = 32;
const CHECK_BYTES = 16;
const SECRET_CHARACTERS_MIN = 16;

const deriveKey = promisify<string, Uint8Array, number, typeof SCRYPT, Buffer>(scrypt);

export type ObjectKeys = {
  /** Says whether the secret is the right one, and nothing else. */
  readonly check: Uint8Array;
  /** The key of one object, by its name and its own salt. */
  readonly keyOf: (name: string, salt: Uint8Array) => Uint8Array;
};

/** Keys by the salt of the secret; the costly step is taken once for each salt. */
export type Keyring = { readonly unlock: (salt: Uint8Array) => Promise<ObjectKeys> };

/** Stretches a passphrase, or what a key file holds, to the keys of a backup's objects. */
export function createKeyring(secret: string): Keyring {
  if (secret.length < SECRET_CHARACTERS_MIN)
    throw new OperatingError(
      `Cannot encrypt backups as their key has less than ${SECRET_CHARACTERS_MIN} characters`,
      { retryable: false, hint: "make one with: openssl rand -base64 32" },
    );
  const masters = new Map<string, Promise<Buffer>>();
  return {
    unlock: async (salt) => {
      const name = Buffer.from(salt).toString("hex");
      const master = masters.get(name) ?? deriveKey(secret, salt, KEY_BYTES, SCRYPT);
      masters.set(name, master);
      return toKeys(await master);
    },
  };
}

function toKeys(master: Buffer): ObjectKeys {
  const expand = (salt: Uint8Array, info: string, bytes: number) =>
    new Uint8Array(hkdfSync("sha256", master, salt, info, bytes));
  return {
    check: expand(new Uint8Array(), "vigie backup check", CHECK_BYTES),
    keyOf: (name, salt) => expand(salt, `vigie backup object ${name}`, KEY_BYTES),
  };
}
