import { hash } from "node:crypto";
import { z } from "zod";
import type { Finding, FindingKind } from "../schemas/finding.ts";
import { KINDS_OF_VIGIE } from "../schemas/is-of-vigie.ts";
import { seriesKey } from "../schemas/series.ts";

/** An index of PostgreSQL takes 2,704 bytes a row; the names of a series may be many times that. */
const WORD_BYTES_MAX = 512;
const HEAD_CHARACTERS = 100;

/** Kinds that one thing gone wrong shows as. What only informs is apart from what wakes people. */
const FAMILIES = {
  runs: ["late", "missing", "stuck", "failed", "rpo-breach", "unprotected"],
  sizes: ["undersized", "oversized", "incompressible"],
  durations: ["too-fast", "too-slow"],
  copies: [
    "copy-missing",
    "copy-late",
    "copy-lost",
    "copy-changed",
    "copy-size-mismatch",
    "copy-checksum-mismatch",
    "copies-colocated",
    "unencrypted",
    "lock-short",
  ],
  retention: ["mass-deletion", "retention-short", "purge-overdue", "purge-foretold"],
  chains: ["chain-broken", "base-hijacked"],
  proofs: ["proof-overdue", "restore-failed", "copy-damaged", "last-proof-expiring", "rto-breach"],
  notes: ["extra-run", "warned", "copy-unverified", "schedule-drift"],
  vigie: KINDS_OF_VIGIE,
} as const satisfies Record<string, readonly FindingKind[]>;

const familyByKind: ReadonlyMap<FindingKind, string> = new Map(
  Object.entries(FAMILIES).flatMap(([family, kinds]) => kinds.map((kind) => [kind, family])),
);

/**
 * What findings that opened together have in common, so that people are told of them as one: the
 * tenant, the environment, the collector, vault or site, and the family of kinds. Null where
 * nothing is said of any place.
 */
export function causeOf({ kind, series, copy, collector }: Finding): string | null {
  const family = familyByKind.get(kind);
  if (collector !== null && series === null) return key(family, "collector", collector);
  if (series === null) return null;
  const { tenant, environment, site } = series;
  const place = copy === null ? ["site", site] : ["vault", copy.vault];
  return key(family, tenant, environment, ...place);
}

/** What the series of a common cause share, the closest first. */
const SHARED = ["instance", "source", "vault", "site", "collector", "product", "tenant"] as const;
const sharedSchema = z.partialRecord(z.enum(SHARED), z.string());

/**
 * What a common cause says that its series share, for people: the family of kinds, the names
 * around it, what it is, and its name. Null where it says nothing of it.
 */
export function sharedCauseOf({ kind, evidence }: Pick<Finding, "kind" | "evidence">) {
  const shared = sharedSchema.safeParse(evidence["cause"]).data ?? {};
  const [closest, ...around] = SHARED.filter((word) => shared[word] !== undefined);
  if (!closest) return null;
  const names = around.toReversed().map((word) => shared[word]);
  return key(familyByKind.get(kind), ...names, closest, shared[closest]);
}

/** What it is about, whenever it happens: where it comes back, it is about the same. */
export function subjectOf({ kind, series, copy, collector }: Finding): string | null {
  const whose = series === null ? collector : seriesKey(series);
  if (whose === null) return null;
  // The first becomes the second.
  const word = kind === "late" ? "missing" : kind;
  return key(word, whose, ...(copy === null ? [] : [copy.vault, copy.role]));
}

function key(...words: readonly (string | undefined)[]): string {
  return JSON.stringify(words.map((word) => word && shorten(word)));
}

function shorten(word: string): string {
  if (Buffer.byteLength(word) <= WORD_BYTES_MAX) return word;
  return `${word.slice(0, HEAD_CHARACTERS).toWellFormed()}…${hash("sha256", word)}`;
}
