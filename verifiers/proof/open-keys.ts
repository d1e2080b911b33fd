import assert from "node:assert";
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from "node:crypto";
import { renameSync, type Stats, statSync } from "node:fs";
import { link, mkdir, open, rm } from "node:fs/promises";
import { errorCode, fileError } from "../../platform/errors/file-error.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { fingerprintOf } from "./fingerprint-of.ts";
import { keyFiles, readIfThere, readKeyHistory } from "./keys/key-files.ts";
import type { KeyHistory } from "./keys/key-history.ts";

const OTHERS_MODE = 0o077;

/** What signs proofs and reports; the private key itself does not leave. */
export type SigningKeys = {
  /** SHA-256 of the raw public key, in hex. */
  readonly fingerprint: string;
  readonly publicKeyPem: string;
  /** Absent where the key was never rotated. */
  readonly history?: KeyHistory | undefined;
  /** Ed25519 over the 32 bytes of a hash given in hex; base64. */
  readonly sign: (hash: string) => string;
  /** These keys as they are by now: another process may have rotated them. */
  readonly current?: () => SigningKeys;
};

/**
 * Opens the signing key in a directory; makes it at first use, readable by this account only.
 * Processes that start at once share one key.
 */
export async function openKeys(directory: string): Promise<SigningKeys> {
  const { signing } = keyFiles(directory);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (!load(directory)) await makeKey(signing);
    const keys = load(directory);
    assert(keys, "the key is there after it was made");
    return followRotations(directory, keys);
  } catch (error) {
    throw fileError(`open the signing key ${signing}`, error);
  }
}

function followRotations(directory: string, opened: SigningKeys): SigningKeys {
  const { signing } = keyFiles(directory);
  let known = opened;
  let seen = markOf(statSync(signing));
  function current(): SigningKeys {
    const now = markOf(statSync(signing, { throwIfNoEntry: false }));
    if (now === seen) return known;
    known = load(directory) ?? known;
    seen = now;
    return known;
  }
  return { ...opened, current };
}

function markOf(stats: Stats | undefined): string {
  return stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : "absent";
}

/** Ends a rotation that was cut short after it was on record. Null where there is no key yet. */
function load(directory: string): SigningKeys | null {
  const files = keyFiles(directory);
  const history = readKeyHistory(directory);
  const holder = history?.findLast(({ act }) => act !== "revoked")?.key;
  const next = holder === undefined ? null : readKey(files.next, holder);
  if (next) putInPlace(files);
  const key = next ?? readKey(files.signing);
  if (!key) return null;
  const keys = toKeys(key);
  if (holder === undefined || holder === keys.fingerprint) return { ...keys, history };
  throw new OperatingError(`Cannot sign with ${files.signing} as the record names another key`, {
    retryable: false,
    hint: `restore both it and ${files.history} from one backup of Vigie`,
  });
}

/** Another process may have done so at the same time. */
function putInPlace({ next, signing }: ReturnType<typeof keyFiles>): void {
  try {
    renameSync(next, signing);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Null where it is absent, or not the wanted one. */
function readKey(file: string, wanted?: string): KeyObject | null {
  const text = readIfThere(file);
  if (text === null) return null;
  if (process.platform !== "win32" && (statSync(file).mode & OTHERS_MODE) !== 0)
    throw new OperatingError(`Cannot sign with ${file} as other accounts may read it`, {
      retryable: false,
      hint: `chmod 600 ${file}, and \`vigie keys revoke\` it if somebody may have copied it`,
    });
  const key = parseKey(text);
  if (wanted !== undefined) return key && toKeys(key).fingerprint === wanted ? key : null;
  if (key) return key;
  throw new OperatingError(`Cannot sign with ${file} as it holds no Ed25519 private key`, {
    retryable: false,
    hint: "restore the key from its backup; a new one would not continue the chains",
  });
}

function parseKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    // Said by who wanted it, without the key's text.
    return null;
  }
}

/** The first to link its key into place wins; the others take that one. */
async function makeKey(file: string): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  await writeNewKey(partial);
  try {
    await link(partial, file);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

/** Makes a key in a file that must not be there yet; durable once this has resolved. */
export async function writeNewKey(file: string): Promise<SigningKeys> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return toKeys(privateKey);
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
