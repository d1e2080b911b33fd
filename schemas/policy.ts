import { z } from "zod";
import { durationSchema, sizeSchema } from "./duration.ts";
import { COPY_ROLES } from "./events.ts";
import { PROOF_LEVELS } from "./proof.ts";
import { SERIES_ATTRIBUTES } from "./series.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const pattern = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/**
 * Which series: a value, a list of values, or a glob (`*`, `?`) per attribute. Absent attributes
 * match all.
 */
export const matchSchema = z.partialRecord(z.enum(SERIES_ATTRIBUTES), pattern);
export type Match = z.infer<typeof matchSchema>;

const bounds = {
  early: durationSchema.default(30 * 60_000),
  startWithin: durationSchema.default(HOUR_MS),
  finishWithin: durationSchema.default(6 * HOUR_MS),
  maxDuration: durationSchema.default(5 * HOUR_MS),
  minDuration: durationSchema.optional(),
};

/**
 * Cron in a zone, or an interval (`every`, counted from the last slot; `from` anchors it). Cron and
 * zone are checked where config is read.
 */
export const scheduleSchema = z.union([
  z.strictObject({ cron: z.string(), zone: z.string().default("UTC"), ...bounds }),
  z.strictObject({
    every: durationSchema,
    from: z.iso.datetime({ offset: true }).optional(),
    ...bounds,
  }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

export const maintenanceSchema = z.strictObject({
  cron: z.string(),
  zone: z.string().default("UTC"),
  for: durationSchema,
  reason: z.string().min(1),
});
export type Maintenance = z.infer<typeof maintenanceSchema>;

/**
 * Right content of a restored database: the freshness sentinel is `max(column)` of one table, not
 * older than `maxAge` before the run started.
 */
export const freshnessSchema = z.strictObject({
  table: z.string(),
  column: z.string(),
  maxAge: durationSchema,
});

/** What a set of series must satisfy. Durations are milliseconds inside. */
export const policySchema = z.strictObject({
  name: z.string().min(1).max(128),
  match: matchSchema,
  schedule: scheduleSchema,
  reportedBy: z.string().optional(),
  size: z.strictObject({ minBytes: sizeSchema.optional() }).optional(),
  copies: z
    .strictObject({
      required: z.array(z.enum(COPY_ROLES)).min(1).default(["primary"]),
      within: durationSchema.default(6 * HOUR_MS),
      /** A copy that says it is not encrypted is told. */
      encrypted: z.boolean().default(false),
    })
    .optional(),
  retention: z
    .strictObject({
      keep: durationSchema,
      purgeWithin: durationSchema.default(2 * DAY_MS),
      /** Copies must be locked until the end of `keep`. */
      locked: z.boolean().default(false),
    })
    .optional(),
  verification: z
    .strictObject({
      every: durationSchema,
      level: z.enum(PROOF_LEVELS).default("right"),
      freshness: freshnessSchema.optional(),
    })
    .optional(),
  objectives: z
    .strictObject({ rpo: durationSchema.optional(), rto: durationSchema.optional() })
    .optional(),
  maintenance: z.array(maintenanceSchema).default([]),
});
export type Policy = z.infer<typeof policySchema>;
