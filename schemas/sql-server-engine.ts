import { z } from "zod";
import { durationSchema } from "./duration.ts";
import { secretSchema } from "./secret.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * A SQL Server instance that is a sandbox and nothing else, marked as such by its operator. Paths
 * are as the instance sees them.
 */
export const sqlServerEngineSchema = z.strictObject({
  kind: z.literal("sql-server"),
  server: z.string().min(1),
  port: z.int().min(1).max(65_535).default(1_433),
  user: z.string().min(1).default("vigie"),
  password: secretSchema,
  /**
   * The instance's certificate is checked, against `ca` where no public authority signed it;
   * `trust` takes any. `false` sends all in the clear: only on a network that is yours alone.
   */
  tls: z
    .union([
      z.boolean(),
      z.strictObject({ ca: z.string().min(1) }),
      z.strictObject({ trust: z.literal(true) }),
    ])
    .default(true),
  /** Where restored data files go, and log files where that is another place. */
  data: z.string().min(1),
  log: z.string().min(1).optional(),
  /** Where copies are: `uri` is how their addresses begin, `at` what that is for the instance. */
  vaults: z.array(z.strictObject({ uri: z.string().min(1), at: z.string().min(1) })).min(1),
  /** Certificates with their private keys, for encrypted backups: files that production has not. */
  escrow: z
    .array(
      z.strictObject({
        thumbprint: z.string().regex(/^[0-9a-fA-F]{40}$/, "must be 40 hexadecimal digits"),
        certificate: z.string().min(1),
        privateKey: z.string().min(1),
        password: secretSchema,
      }),
    )
    .default([]),
  check: z.enum(["physical_only", "full", "extended"]).default("full"),
  /** How long CHECKDB may take, and counting rows by reading them. */
  checkMax: durationSchema.default(HOUR_MS),
  countMax: durationSchema.default(10 * MINUTE_MS),
});
