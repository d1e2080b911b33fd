import { randomUUID } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { errorCode, fileError } from "../../../platform/errors/file-error.ts";
import { OperatingError } from "../../../platform/errors/operating-error.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { canonicalJson } from "../canonical-json.ts";
import { openKeys, type SigningKeys, writeNewKey } from "../open-keys.ts";
import { keyFiles } from "./key-files.ts";
import {
  hashEntry,
  type KeyEntry,
  type KeyHistory,
  NO_ENTRY_BEFORE,
  type UnsignedEntry,
} from "./key-history.ts";

/** Who changes the keys, why and when. */
export type KeyAct = { readonly author: string; readonly reason: string; readonly nowMs: number };

/**
 * Makes a new signing key, which the old one signs on record, and destroys the old private key.
 * Killed in the middle, it has happened or it has not. Resolves to the new key.
 */
export async function rotateKeys(directory: string, act: KeyAct): Promise<SigningKeys> {
  const old = await openKeys(directory);
  return replace(directory, { ...act, old, revokedFromMs: null });
}

/**
 * Puts on record that nothing counts that a key signed from an instant on. The one that signs now
 * is rotated first.
 */
export async function revokeKey(
  directory: string,
  {
    fingerprint,
    fromMs,
    ...act
  }: KeyAct & { readonly fingerprint: string; readonly fromMs: number },
): Promise<SigningKeys> {
  const old = await openKeys(directory);
  if (fingerprint === old.fingerprint)
    return replace(directory, { ...act, old, revokedFromMs: fromMs });
  const known = old.history ?? [];
  if (!known.some(({ key }) => key === fingerprint))
    throw new OperatingError(`Cannot revoke ${fingerprint} as it was never a key of this Vigie`, {
      retryable: false,
      hint: "see `vigie keys show`",
    });
  const history = append(known, old, {
    ...told(act),
    act: "revoked",
    key: fingerprint,
    from: instantToJson(fromMs),
  });
  await writeHistory(directory, history);
  return openKeys(directory);
}

type Replacement = KeyAct & {
  readonly old: SigningKeys;
  /** Null: the old key stays trusted for what it signed. */
  readonly revokedFromMs: number | null;
};

async function replace(directory: string, replacement: Replacement): Promise<SigningKeys> {
  const { old, revokedFromMs, ...act } = replacement;
  const files = keyFiles(directory);
  const next = await makeNext(files.next);
  const { fingerprint: key, publicKeyPem } = next;
  const before = old.history ?? (await begin(directory, old));
  const rotated = append(before, old, { ...told(act), act: "rotated", key, publicKeyPem });
  const from = revokedFromMs === null ? null : instantToJson(revokedFromMs);
  const history =
    from === null
      ? rotated
      : append(rotated, next, { ...told(act), act: "revoked", key: old.fingerprint, from });
  // From here on the new key signs, whatever happens: see `load` of open-keys.
  await writeHistory(directory, history);
  await destroy(files.signing);
  await rename(files.next, files.signing);
  return openKeys(directory);
}

async function makeNext(file: string): Promise<SigningKeys> {
  try {
    return await writeNewKey(file);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw fileError(`write the new key ${file}`, error);
    throw new OperatingError(`Cannot rotate the key as ${file} is there already`, {
      retryable: false,
      hint: `another rotation is under way, or was cut short: then remove ${file} and try again`,
    });
  }
}

/** The first entry tells of the key that was there before there was a history. */
async function begin(directory: string, old: SigningKeys): Promise<KeyHistory> {
  const { mtimeMs } = await stat(keyFiles(directory).signing);
  const { fingerprint: key, publicKeyPem } = old;
  const at = instantToJson(Math.floor(mtimeMs));
  const first = {
    act: "began",
    key,
    publicKeyPem,
    at,
    author: "vigie",
    reason: "first use",
  } as const;
  return append([], old, first);
}

type Unplaced<E> = E extends UnsignedEntry ? Omit<E, "position" | "previous" | "signer"> : never;

function append(
  history: KeyHistory,
  signer: SigningKeys,
  said: Unplaced<UnsignedEntry>,
): KeyHistory {
  const before = history.at(-1);
  // A clock that was set back must not break the record.
  const at = before && Date.parse(before.at) > Date.parse(said.at) ? before.at : said.at;
  const unsigned = {
    ...said,
    at,
    position: history.length,
    previous: before?.hash ?? NO_ENTRY_BEFORE,
    signer: signer.fingerprint,
  };
  const hash = hashEntry(unsigned);
  const entry: KeyEntry = { ...unsigned, hash, signature: signer.sign(hash) };
  return [...history, entry];
}

function told({ author, reason, nowMs }: KeyAct) {
  return { author, reason, at: instantToJson(nowMs) };
}

async function writeHistory(directory: string, history: KeyHistory): Promise<void> {
  const file = keyFiles(directory).history;
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, "wx", 0o600);
    try {
      await handle.writeFile(`${canonicalJson(history)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
    await syncDirectory(directory);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw fileError(`write ${file}`, error);
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Overwritten before it is replaced; what a file system or disk keeps besides is out of reach. */
async function destroy(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
