import assert from "node:assert";
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from "node:crypto";
import { link, mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, fileError } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { fingerprintOf } from "./fingerprint-of.ts";

const OTHERS_MODE = 0o077;

/** What signs proofs and reports; the private key itself does not leave. */
export type SigningKeys = {
  /** SHA-256 of the raw public key, in hex. */
  readonly fingerprint: string;
  readonly publicKeyPem: string;
  /** Ed25519 over the 32 bytes of a hash given in hex; base64. */
  readonly sign: (hash: string) => string;
};

/**
 * Opens the signing key in a directory; makes it at first use, readable by this account only.
 * Processes that start at once share one key.
 */
export async function openKeys(directory: string): Promise<SigningKeys> {
  const file = join(directory, "signing.pem");
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const pem = (await readKey(file)) ?? (await makeKey(file));
    return toKeys(parseKey(pem, file));
  } catch (error) {
    throw fileError(`open the signing key ${file}`, error);
  }
}

async function readKey(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== "win32" && (mode & OTHERS_MODE) !== 0)
      throw new OperatingError(`Cannot sign with ${file} as other accounts may read it`, {
        retryable: false,
        hint: `chmod 600 ${file}, and replace the key if somebody may have copied it`,
      });
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** The first to link its key into place wins; the others take that one. */
async function makeKey(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const partial = `${file}.${randomUUID()}.partial`;
  const handle = await open(partial, "wx", 0o600);
  try {
    await handle.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(partial, file);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    await rm(partial, { force: true });
  }
  const pem = await readKey(file);
  assert(pem !== null, "the key is there after it was made");
  return pem;
}

function parseKey(pem: string, file: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Said below, without the key's text.
  }
  throw new OperatingError(`Cannot sign with ${file} as it holds no Ed25519 private key`, {
    retryable: false,
    hint: "restore the key from its backup; a new one would not continue the chains",
  });
}

function toKeys(privateKey: KeyObject): SigningKeys {
  const publicKeyPem = createPublicKey(privateKey)
    .export({ type: "spki", format: "pem" })
    .toString();
  const fingerprint = fingerprintOf(publicKeyPem);
  assert(fingerprint, "an Ed25519 key has a fingerprint");
  return {
    fingerprint,
    publicKeyPem,
    sign: (hash) => sign(null, Buffer.from(hash, "hex"), privateKey).toString("base64"),
  };
}
