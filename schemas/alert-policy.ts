import { z } from "zod";
import { durationSchema } from "./duration.ts";
import { FINDING_KINDS, SEVERITIES } from "./finding.ts";
import { dailyMaintenanceSchema, matchSchema, recurringMaintenanceSchema } from "./policy.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAY_MINUTES = 1_440;

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const days = z.array(z.enum(WEEKDAYS)).min(1);

/** A time of a day by a clock on the wall, `00:00` to `24:00`; minutes after midnight inside. */
const timeOfDaySchema = z
  .string()
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/, "must be a time of day such as 08:30")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** Working hours by the clocks of a zone; where `to` is before `from` they go on past midnight. */
export const hoursSchema = z
  .strictObject({
    zone: z.string(),
    days: days.default(["mon", "tue", "wed", "thu", "fri"]),
    from: timeOfDaySchema,
    to: timeOfDaySchema,
  })
  .refine(({ from, to }) => from % DAY_MINUTES !== to % DAY_MINUTES || to - from === DAY_MINUTES, {
    path: ["to"],
    error: "is when they begin, so that they cover nothing",
  });
export type Hours = z.infer<typeof hoursSchema>;

/** Warnings wait: until a time of day, or while it is not working hours. */
export const digestSchema = z.union([
  z.strictObject({
    at: timeOfDaySchema.refine((minutes) => minutes < DAY_MINUTES, "must be before 24:00"),
    zone: z.string(),
    days: days.default([...WEEKDAYS]),
  }),
  z.strictObject({ hours: hoursSchema }),
]);
export type Digest = z.infer<typeof digestSchema>;

/** How often a critical that nobody has acknowledged is told again. */
const remindSchema = z.union([
  z.literal("never").transform(() => null),
  durationSchema.refine((ms) => ms >= MINUTE_MS, "must be at least 1m"),
]);

/** So many messages in so long, of criticals and of all else each; what is more is told in one. */
const limitSchema = z.strictObject({
  messages: z.int().min(1).max(10_000).default(5),
  per: durationSchema
    .refine((ms) => ms >= MINUTE_MS, "must be at least 1m")
    .default(10 * MINUTE_MS),
});

/** Told of what comes back alone; a critical is told whatever came before it. */
const repeatsSchema = z.strictObject({
  /** Of one kind about one subject, this one included. */
  findings: z.int().min(2).max(20),
  within: durationSchema.refine((ms) => ms >= HOUR_MS, "must be at least 1h"),
});

const about = {
  match: matchSchema.default({}),
  kinds: z.array(z.enum(FINDING_KINDS)).min(1).optional(),
};

/** Who is told of which findings. The first that matches holds, unless it says to go on. */
const routeSchema = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  ...about,
  severities: z.array(z.enum(SEVERITIES)).min(1).default(["critical", "warning"]),
  /** It matches in these hours alone. */
  hours: hoursSchema.optional(),
  repeats: repeatsSchema.optional(),
  /** A pager, or several in order of fallback: the next where the one before it failed. */
  to: z.union([
    z
      .string()
      .min(1)
      .transform((pager): [string, ...string[]] => [pager]),
    z.tuple([z.string().min(1)], z.string().min(1)),
  ]),
  continue: z.boolean().default(false),
  remind: remindSchema.optional(),
  digest: digestSchema.optional(),
  limit: limitSchema.optional(),
});

const muting = { ...about, severities: z.array(z.enum(SEVERITIES)).min(1).optional() };

/** A recurring window in which nobody is told; what still holds at its end is told then. */
const quietWindowSchema = z.union([
  recurringMaintenanceSchema.extend(muting),
  dailyMaintenanceSchema.extend(muting),
]);
export type QuietWindow = z.infer<typeof quietWindowSchema>;

/** Who is told what, and when. Without routes each pager is told of its own severities. */
export const alertPolicyShape = {
  routes: z.array(routeSchema).min(1).max(200).optional(),
  remind: remindSchema.default(4 * HOUR_MS),
  digest: digestSchema.optional(),
  limit: limitSchema.prefault({}),
  group: z
    .strictObject({
      /** For what joins an incident, and for what is no critical. */
      wait: durationSchema.default(30_000),
      /** Between one message of what joined an incident and the next. */
      interval: durationSchema.default(5 * MINUTE_MS),
    })
    .prefault({}),
  maintenance: z.array(quietWindowSchema).max(200).default([]),
  /** No silence lasts longer. */
  silenceMax: durationSchema.default(30 * DAY_MS),
};
