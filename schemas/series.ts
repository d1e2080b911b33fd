import { hash } from "node:crypto";
import { z } from "zod";

const NAME_LENGTH_MAX = 512;

/** A name as its source gives it, after Unicode NFC; compared as given, never case-folded. */
export const nameSchema = z
  .string()
  .min(1)
  .max(NAME_LENGTH_MAX)
  // What is no Unicode text has no key: half of a surrogate pair can't be percent-encoded.
  .refine((text) => text.isWellFormed(), { error: "must be well-formed Unicode" })
  .transform((text) => text.normalize("NFC"));

export const ASSET_KINDS = ["sql-database", "vm-image", "files"] as const;
export const BACKUP_TYPES = ["full", "differential", "log", "incremental", "image"] as const;
export const ENVIRONMENTS = ["production", "staging"] as const;

/** The eight attributes that identify a series, in the order of its key. */
export const SERIES_ATTRIBUTES = [
  "tenant",
  "environment",
  "product",
  "site",
  "assetKind",
  "instance",
  "asset",
  "backupType",
] as const;

/** What is expected to be backed up again and again. */
export const seriesSchema = z.object({
  tenant: nameSchema,
  environment: z.enum(ENVIRONMENTS),
  product: nameSchema,
  site: nameSchema,
  assetKind: z.enum(ASSET_KINDS),
  instance: nameSchema,
  asset: nameSchema,
  backupType: z.enum(BACKUP_TYPES),
});

export type Series = z.infer<typeof seriesSchema>;

/** A part of a series: what `vigie.asset.expected.v1` may name. The tenant is always said. */
export const seriesPartSchema = seriesSchema.partial().required({ tenant: true });
export type SeriesPart = z.infer<typeof seriesPartSchema>;

/**
 * The identity of a series as one readable line: its attributes joined by `/`, each
 * percent-encoded. Order: `SERIES_ATTRIBUTES`.
 */
export function seriesKey(series: Series): string {
  return SERIES_ATTRIBUTES.map((name) => encodeURIComponent(series[name])).join("/");
}

/**
 * 32 hex digits that stand for a series in tables and addresses: the head of SHA-256 of its key.
 */
export function seriesId(series: Series): string {
  return hash("sha256", seriesKey(series)).slice(0, 32);
}
