import { instantToJson } from "../../../schemas/instant.ts";
import { checkKeyHistory, type KnownKey } from "./check-key-history.ts";
import type { KeyHistory } from "./key-history.ts";

export type Signer = {
  /** Why the signature counts for nothing; empty where it counts. */
  readonly reasons: readonly string[];
  /** What cannot be told from here, and bears on how far it is to be trusted. */
  readonly notes: readonly string[];
  /** Whether it is the key that was asked for, or one to which that one's rotations lead. */
  readonly pinned: boolean;
};

type Signed = {
  /** The key that signed, by its fingerprint. */
  readonly key: string | null;
  /** When the signed document says that it was made. */
  readonly atMs: number | null;
  /** The key that somebody trusts; null: none was asked for. */
  readonly fingerprint: string | null;
  readonly history: unknown;
};

/** Whether a key could sign then, and is trusted for it. Offline. */
export function judgeSigner({ key, atMs, fingerprint, history }: Signed): Signer {
  if (history === undefined || history === null) return judgeSingle(key, fingerprint);
  const { reasons, keys } = checkKeyHistory(history);
  const signer = keys.find((known) => known.fingerprint === key);
  if (reasons.length > 0 || !signer)
    return {
      reasons: [...reasons, ...(signer ? [] : ["The key history does not know the key"])],
      notes: [],
      pinned: false,
    };
  const faults = atMs === null ? [] : listFaults(signer, atMs);
  if (fingerprint === null)
    return { reasons: faults, notes: listNotes([signer], atMs), pinned: false };
  const from = keys.findIndex((known) => known.fingerprint === fingerprint);
  const path = from < 0 ? [] : keys.slice(from, keys.indexOf(signer) + 1);
  if (path.length > 0) return { reasons: faults, notes: listNotes(path, atMs), pinned: true };
  const stray = `It was signed with the key ${key}, to which no rotation of the one asked for leads`;
  return { reasons: [...faults, stray], notes: [], pinned: false };
}

/** The longer of two histories, of which one must go on from the other. */
export function joinHistories(
  one: unknown,
  other: unknown,
): { readonly history: unknown; readonly forked: boolean } {
  if (!Array.isArray(one)) return { history: other, forked: false };
  if (!Array.isArray(other)) return { history: one, forked: false };
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const isFork = short.some((entry, at) => hashIn(entry) !== hashIn(long[at]));
  return { history: long, forked: isFork };
}

function hashIn(entry: KeyHistory[number] | undefined): unknown {
  return entry?.hash;
}

function judgeSingle(key: string | null, fingerprint: string | null): Signer {
  const pinned = fingerprint !== null && fingerprint === key;
  if (fingerprint === null || pinned) return { reasons: [], notes: [], pinned };
  const stray = `It was signed with the key ${key} and not with the one asked for`;
  return { reasons: [stray], notes: [], pinned };
}

function listFaults({ replacedAtMs, revokedFromMs }: KnownKey, atMs: number): readonly string[] {
  if (revokedFromMs !== null && atMs >= revokedFromMs)
    return [`It was signed with a key that is revoked as of ${instantToJson(revokedFromMs)}`];
  if (replacedAtMs !== null && atMs > replacedAtMs)
    return [`It was signed with a key that was replaced at ${instantToJson(replacedAtMs)}`];
  return [];
}

/** Whoever has a stolen key can date back what he signs, and rotate it to a key of his own. */
function listNotes(path: readonly KnownKey[], atMs: number | null): readonly string[] {
  const signer = path.at(-1);
  return path.flatMap(({ fingerprint, revokedFromMs }) => {
    if (revokedFromMs === null) return [];
    const since = instantToJson(revokedFromMs);
    if (fingerprint !== signer?.fingerprint)
      return [
        `The key ${fingerprint} was revoked as of ${since}: have the new fingerprint confirmed, as a thief could have named a key of his own too`,
      ];
    return atMs === null
      ? []
      : [
          `Its key was revoked as of ${since}, and it says that it is older: only a week's root that was sent outside before then shows that it is`,
        ];
  });
}
