import { z } from "zod";
import { durationSchema, sizeSchema } from "./duration.ts";
import { COPY_ROLES } from "./events.ts";
import { seriesSchema } from "./series.ts";
import { bucketSchema, forTenants } from "./vault.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * What watches vaults. `pattern` is matched against an object's path below its vault, with `/`
 * between parts; `{name}` takes one series attribute or `run`, `*` takes anything within a part.
 * What the path does not give comes from `series`.
 */
const watching = {
  name: z.string().min(1),
  pattern: z.string().min(1),
  series: seriesSchema.partial().strict().default({}),
  /** Both, or copies alone where jobs report their runs themselves. */
  reports: z
    .array(z.enum(["runs", "copies"]))
    .min(1)
    .default(["runs", "copies"]),
};
const vault = { name: z.string().min(1), role: z.enum(COPY_ROLES), ...forTenants };

/** A collector that watches directories. */
const directorySourceSchema = z.strictObject({
  ...watching,
  collector: z.literal("directory"),
  vaults: z.array(z.strictObject({ ...vault, path: z.string().min(1) })).min(1),
  every: durationSchema.default(MINUTE_MS),
  /** A file that has not changed for this long has settled. */
  settle: durationSchema.default(2 * MINUTE_MS),
  /**
   * Bytes hashed already are read again, oldest look first, within this budget per hour; what
   * changed without a new size or time shows only so.
   */
  reread: z
    .strictObject({
      bytesPerHour: sizeSchema.default(10 * 2 ** 30),
      every: durationSchema.default(24 * HOUR_MS),
    })
    .prefault({}),
});
export type DirectorySource = z.infer<typeof directorySourceSchema>;

/**
 * A collector that lists buckets of S3, and says of each object what the bucket keeps of it; it
 * reads no bytes.
 */
const bucketSourceSchema = z.strictObject({
  ...watching,
  collector: z.literal("s3"),
  vaults: z.array(z.strictObject({ ...vault, s3: bucketSchema })).min(1),
  every: durationSchema.default(10 * MINUTE_MS),
  /**
   * Each object is looked at again, oldest look first, so many an hour: a lock that was changed
   * shows only so.
   */
  again: z
    .strictObject({
      objectsPerHour: z.int().min(0).default(10_000),
      every: durationSchema.default(24 * HOUR_MS),
    })
    .prefault({}),
});
export type BucketSource = z.infer<typeof bucketSourceSchema>;

export const sourceSchema = z.discriminatedUnion("collector", [
  directorySourceSchema,
  bucketSourceSchema,
]);
export type SourceConfig = z.infer<typeof sourceSchema>;
