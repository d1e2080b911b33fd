import { canonicalJson } from "../canonical-json.ts";
import { fingerprintOf } from "../fingerprint-of.ts";
import { verifySignature } from "../verify-signature.ts";
import { hashEntry, type KeyEntry, keyHistorySchema, NO_ENTRY_BEFORE } from "./key-history.ts";

/** One key as its history tells of it. */
export type KnownKey = {
  readonly fingerprint: string;
  readonly publicKeyPem: string;
  readonly beganAtMs: number;
  /** Null while it signs. */
  readonly replacedAtMs: number | null;
  /** As of when nothing that it signed counts; null where it was not revoked. */
  readonly revokedFromMs: number | null;
};

export type CheckedHistory = {
  /** Why it is damaged; empty where it is sound. */
  readonly reasons: readonly string[];
  /** In the order in which they signed. */
  readonly keys: readonly KnownKey[];
};

/** Checks a key history by itself: its chain, and that the key that held signed each entry. */
export function checkKeyHistory(document: unknown): CheckedHistory {
  const { data } = keyHistorySchema.safeParse(document);
  if (!data || canonicalJson(data) !== canonicalJson(document))
    return { reasons: ["The key history is none of Vigie"], keys: [] };
  const keys: KnownKey[] = [];
  const reasons = data.flatMap((entry, at) => {
    const fault = take(keys, entry, { at, before: data[at - 1] ?? null });
    return fault === null ? [] : [`Key history, entry ${at + 1}: ${fault}`];
  });
  return { reasons, keys };
}

type Place = { readonly at: number; readonly before: KeyEntry | null };

/** Takes an entry in; what is wrong with it, or null. */
function take(keys: KnownKey[], entry: KeyEntry, { at, before }: Place): string | null {
  const isFirst = at === 0;
  if (entry.position !== at || entry.previous !== (before?.hash ?? NO_ENTRY_BEFORE))
    return "It does not follow the one before it";
  if ((entry.act === "began") !== isFirst) return "It is out of place";
  if (before && Date.parse(entry.at) < Date.parse(before.at)) return "It is older than its place";
  if ("publicKeyPem" in entry && fingerprintOf(entry.publicKeyPem) !== entry.key)
    return "The key is not the one that it names";
  const holder = entry.act === "began" ? toKey(entry) : (keys.at(-1) ?? null);
  if (!holder || entry.signer !== holder.fingerprint)
    return "It is not signed by the key that held";
  const { publicKeyPem } = holder;
  const isSigned = verifySignature({ hash: entry.hash, signature: entry.signature, publicKeyPem });
  if (hashEntry(entry) !== entry.hash || !isSigned) return "The signature does not hold";
  return note(keys, entry);
}

function note(keys: KnownKey[], entry: KeyEntry): string | null {
  const knownAt = keys.findIndex(({ fingerprint }) => fingerprint === entry.key);
  const known = keys[knownAt];
  if (entry.act !== "revoked") {
    if (known) return "The key was there before";
    const last = keys.pop();
    if (last) keys.push({ ...last, replacedAtMs: Date.parse(entry.at) });
    keys.push(toKey(entry));
    return null;
  }
  if (!known || known.replacedAtMs === null) return "It revokes no key that was replaced";
  const fromMs = Math.min(known.revokedFromMs ?? Date.parse(entry.from), Date.parse(entry.from));
  keys[knownAt] = { ...known, revokedFromMs: fromMs };
  return null;
}

function toKey({ key, publicKeyPem, at }: Exclude<KeyEntry, { act: "revoked" }>): KnownKey {
  const never = { replacedAtMs: null, revokedFromMs: null };
  return { fingerprint: key, publicKeyPem, beganAtMs: Date.parse(at), ...never };
}
