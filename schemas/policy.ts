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

const ASKED_PATTERNS_MAX = 50;
const ASKED_PATTERN_LENGTH_MAX = 512;
const askedText = z.string().min(1).max(ASKED_PATTERN_LENGTH_MAX);
const askedPattern = z.union([askedText, z.array(askedText).min(1).max(ASKED_PATTERNS_MAX)]);

/** The same, of what anybody may send: bounded, as all series are compared with each pattern. */
export const askedMatchSchema = z.partialRecord(z.enum(SERIES_ATTRIBUTES), askedPattern);

const bounds = {
  early: durationSchema.default(30 * 60_000),
  startWithin: durationSchema.default(HOUR_MS),
  finishWithin: durationSchema.default(6 * HOUR_MS),
  maxDuration: durationSchema.default(5 * HOUR_MS),
  minDuration: durationSchema.optional(),
};

/**
 * Learned from history. Bounds are the least that is granted: history may show that more is usual.
 * Without `zone` the most fitting of UTC and the zones that policies name is taken.
 */
const learnedScheduleSchema = z.strictObject({
  learned: z.literal(true),
  zone: z.string().optional(),
  early: durationSchema.default(0),
  startWithin: durationSchema.default(0),
  finishWithin: durationSchema.default(0),
  maxDuration: bounds.maxDuration,
  minDuration: bounds.minDuration,
});

/**
 * Cron in a zone, or an interval (`every`, counted from the last slot; `from` anchors it), or
 * `learned`. Cron and zone are checked where config is read.
 */
export const scheduleSchema = z.union([
  z.strictObject({ cron: z.string(), zone: z.string().default("UTC"), ...bounds }),
  z.strictObject({
    every: durationSchema,
    from: z.iso.datetime({ offset: true }).optional(),
    ...bounds,
  }),
  learnedScheduleSchema,
  z.literal("learned").transform(() => learnedScheduleSchema.parse({ learned: true })),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

/** One day, `2026-12-25`, or the same day of each year, `12-25`. */
const dateSchema = z
  .string()
  .regex(/^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$/, "must be a date such as 2026-12-25, or 12-25")
  .refine(isDate, "is no date of the calendar");

/** Years of which nothing is said may be leap years. */
function isDate(text: string): boolean {
  const date = text.length === 5 ? `2024-${text}` : text;
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}

/** Opens at each occurrence of its cron. */
export const recurringMaintenanceSchema = z.strictObject({
  cron: z.string(),
  zone: z.string().default("UTC"),
  for: durationSchema,
  reason: z.string().min(1),
});

/** Whole local days. */
export const dailyMaintenanceSchema = z.strictObject({
  dates: z.array(dateSchema).min(1).max(1_000),
  zone: z.string().default("UTC"),
  reason: z.string().min(1),
});

/** What is due in a window is not expected: recurring ones, or whole local days (holidays). */
export const maintenanceSchema = z.union([recurringMaintenanceSchema, dailyMaintenanceSchema]);
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

/**
 * What a restored database must answer to a query of one value: `42` (the same), `>= 100`,
 * `!= 0`, `null`; numbers are compared as numbers, all else as text.
 */
export const assertionSchema = z.strictObject({
  name: z.string().min(1).max(100),
  sql: z.string().min(1).max(10_000),
  expect: z
    .union([z.string().min(1).max(1_000), z.number(), z.boolean(), z.null()])
    .transform((expect) => String(expect)),
});

/** A part of a whole: `10%`, from 0 to 1000 %. */
const shareSchema = z
  .string()
  .regex(/^[0-9]{1,4}(\.[0-9]{1,3})?%$/, "must be a share such as 10%")
  .transform((text) => Number(text.slice(0, -1)) / 100);

/** The rows of one table: at least, at most, and how far from those at the last proof. */
export const rowBoundsSchema = z.strictObject({
  min: z.int().nonnegative().optional(),
  max: z.int().nonnegative().optional(),
  change: shareSchema.optional(),
});
export type RowBounds = z.infer<typeof rowBoundsSchema>;

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
      /** Asked of the restored database, at level `right`. */
      assertions: z.array(assertionSchema).max(100).default([]),
      /** By table, as `visits` or `public.visits`. */
      rows: z.record(z.string().min(1), rowBoundsSchema).default({}),
    })
    .optional(),
  /** Whom to call, as pages say it. */
  contact: z.string().min(1).max(200).optional(),
  /** What to do, where nothing was said of the asset itself. */
  runbook: z.url({ protocol: /^https?$/ }).optional(),
  objectives: z
    .strictObject({ rpo: durationSchema.optional(), rto: durationSchema.optional() })
    .optional(),
  maintenance: z.array(maintenanceSchema).default([]),
});
export type Policy = z.infer<typeof policySchema>;
