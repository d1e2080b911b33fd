import { z } from "zod";
import { bilingualSchema } from "./bilingual.ts";

const count = z.int().nonnegative();
const instant = z.iso.datetime({ offset: true });

/** A page, block or stream that is not what its format asks for. `offset`: bytes into the file. */
const badPlaceSchema = z.object({ offset: count, reason: z.string() });

/**
 * What reading one backup file by itself showed, without its engine. `sound` needs every check that
 * the format allows; what cannot be checked is `unknown`, with the reason. Parts that a format does
 * not have are null.
 */
export const inspectionSchema = z.object({
  format: z.string(),
  verdict: z.enum(["sound", "damaged", "unknown"]),
  reasons: z.array(bilingualSchema),
  backup: z
    .object({
      type: z.string().nullable(),
      database: z.string().nullable(),
      server: z.string().nullable(),
      startedAt: instant.nullable(),
      finishedAt: instant.nullable(),
      engineVersion: z.string().nullable(),
      firstLsn: z.string().nullable(),
      lastLsn: z.string().nullable(),
      compressed: z.boolean().nullable(),
      encrypted: z.boolean().nullable(),
      /** Whether the backup was taken with checksums of its own. */
      checksums: z.boolean().nullable(),
    })
    .nullable(),
  container: z.object({ blocks: count, streams: count, bad: z.array(badPlaceSchema) }).nullable(),
  /** `checksum`, `tornBits` and `unprotected` count allocated pages. */
  pages: z
    .object({
      total: count,
      allocated: count,
      checksum: count,
      tornBits: count,
      unprotected: count,
      bad: z.array(badPlaceSchema.extend({ file: count, page: count })),
    })
    .nullable(),
  /** Empty where the format has none that can be read. */
  tables: z.array(
    z.object({
      schema: z.string(),
      name: z.string(),
      /** Null where they cannot be counted in this file, as in a differential backup. */
      rows: count.nullable(),
      /** As the database itself records it; null where it does not. */
      recordedRows: count.nullable(),
      /** Where the format tells them. `type` is the engine's own word for it. */
      columns: z
        .array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() }))
        .optional(),
    }),
  ),
  bytesRead: count,
  seconds: z.number().nonnegative(),
});
export type Inspection = z.infer<typeof inspectionSchema>;
