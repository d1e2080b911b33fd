import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../proof/canonical-json.ts";
import { fingerprintOf } from "../proof/fingerprint-of.ts";
import { joinHistories, judgeSigner } from "../proof/keys/judge-signer.ts";
import { keyHistorySchema } from "../proof/keys/key-history.ts";
import type { SigningKeys } from "../proof/open-keys.ts";
import { verifySignature } from "../proof/verify-signature.ts";
import type { WeekReport } from "./week-report.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a week's proofs stand on, small enough to be kept anywhere and without a name of anybody:
 * the Merkle root over the chains of all series. `previous` is the hash of the week's before it.
 */
export const weekRootSchema = z.strictObject({
  document: z.literal("vigie-week-root"),
  version: z.literal(1),
  week: z.string(),
  asOf: z.iso.datetime({ offset: true }),
  /** How many series: the leaves of the tree. */
  series: z.int().nonnegative(),
  merkleRoot: hash,
  previous: z.strictObject({ week: z.string(), hash }).nullable(),
  key: hash,
  publicKeyPem: z.string(),
  keys: keyHistorySchema.optional(),
  /** SHA-256 over the canonical JSON of all but `hash` and `signature`. */
  hash,
  signature: z.string(),
});
export type WeekRoot = z.infer<typeof weekRootSchema>;

export function sealWeekRoot(
  { week, asOf, series, merkleRoot }: Pick<WeekReport, "week" | "asOf" | "series" | "merkleRoot">,
  before: WeekRoot | null,
  keys: SigningKeys,
): WeekRoot {
  const { fingerprint: key, publicKeyPem, history, sign } = keys.current?.() ?? keys;
  const unsigned = {
    ...{ document: "vigie-week-root" as const, version: 1 as const, week, asOf },
    ...{ series: series.length, merkleRoot, key, publicKeyPem },
    previous: before && { week: before.week, hash: before.hash },
    ...(history && { keys: [...history] }),
  };
  const hash = hashWeekRoot(unsigned);
  return { ...unsigned, hash, signature: sign(hash) };
}

export type WeekRootCheck = {
  readonly verdict: "sound" | "damaged";
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
  readonly week: string | null;
  readonly key: string | null;
  readonly pinned: boolean;
};

type Options = { readonly fingerprint?: string | null; readonly history?: unknown };

/** Checks the root of a week by itself. Offline; trusts nothing but `fingerprint`. */
export function checkWeekRoot(document: unknown, options: Options = {}): WeekRootCheck {
  const { data: root } = weekRootSchema.safeParse(document);
  if (!root || canonicalJson(root) !== canonicalJson(document)) {
    const nothing = { notes: [], week: null, key: null, pinned: false };
    return { verdict: "damaged", reasons: ["It is no root of a week of Vigie"], ...nothing };
  }
  const { key, publicKeyPem, signature, week } = root;
  const { history, forked } = joinHistories(root.keys, options.history);
  const atMs = Date.parse(root.asOf);
  const signer = judgeSigner({ key, atMs, fingerprint: options.fingerprint ?? null, history });
  const reasons = [
    ...(hashWeekRoot(root) === root.hash ? [] : ["Its content is not what was signed"]),
    ...(fingerprintOf(publicKeyPem) === key ? [] : ["The key is not the one that it names"]),
    ...(verifySignature({ hash: root.hash, signature, publicKeyPem })
      ? []
      : ["The signature does not hold"]),
    ...(forked ? ["The key history is another than the one given"] : []),
    ...signer.reasons,
  ];
  const verdict = reasons.length === 0 ? "sound" : "damaged";
  return { verdict, reasons, notes: signer.notes, week, key, pinned: signer.pinned };
}

function hashWeekRoot(root: Omit<WeekRoot, "hash" | "signature"> & Partial<WeekRoot>): string {
  const { hash: _hash, signature: _signature, ...document } = root;
  return createHash("sha256").update(canonicalJson(document)).digest("hex");
}
