import { z } from "zod";
import { sizeSchema } from "./duration.ts";
import { secretSchema } from "./secret.ts";

/** A bucket of Amazon S3, or of what speaks it. */
export const bucketSchema = z.strictObject({
  /** Amazon's own of the region, unless said. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  region: z.string().min(1).default("us-east-1"),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i, "is no name of a bucket"),
  /** Nothing above it is read; the `/` at its end may be left out. */
  prefix: z
    .string()
    .transform((prefix) => (prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`))
    .default(""),
  /** The bucket in the path instead of the host's name, as most servers of one's own want it. */
  pathStyle: z.boolean().default(false),
  /** A file of certificates, where no public authority signed the server's. */
  ca: z.string().min(1).optional(),
  credentials: z.strictObject({
    accessKey: secretSchema,
    secretKey: secretSchema,
    sessionToken: secretSchema.optional(),
  }),
});
export type BucketConfig = z.infer<typeof bucketSchema>;

/**
 * Whose copies are read from a vault: everybody's, unless said. Where one vault lies in another, or
 * is named twice, a copy's tenant has to be among those of each.
 */
export const forTenants = { tenants: z.array(z.string().min(1)).min(1).optional() };

const directorySchema = z.string().min(1);
const namedBucket = { name: z.string().min(1), s3: bucketSchema };

/** A directory, or a bucket by the vault's name. */
export const vaultSchema = z.union([directorySchema, z.strictObject(namedBucket)]);
export type VaultConfig = z.infer<typeof vaultSchema>;

/** The same, of which copies are read. */
export const readVaultSchema = z.union([
  directorySchema,
  z.strictObject({ path: directorySchema, ...forTenants }),
  z.strictObject({ ...namedBucket, ...forTenants }),
]);
export type ReadVaultConfig = z.infer<typeof readVaultSchema>;

const GIB = 2 ** 30;

/**
 * Every copy in `verification.vaults` is read again, whatever is longest unread first, until the
 * night's bytes are used up; in vaults of `sources` their collectors do so.
 */
export const rereadSchema = z.strictObject({
  /** When a night begins. */
  cron: z.string().default("0 20 * * *"),
  zone: z.string().default("UTC"),
  /** Of each vault; 0 reads nothing. */
  bytesPerNight: sizeSchema.default(256 * GIB),
  /** Of vaults by name, where another budget holds. */
  vaults: z.record(z.string().min(1), z.strictObject({ bytesPerNight: sizeSchema })).default({}),
  /** Read at once: hashing takes one core for each. */
  together: z.int().min(1).max(64).default(2),
});
export type RereadConfig = z.infer<typeof rereadSchema>;
