import { z } from "zod";
import { bilingualSchema } from "../../schemas/bilingual.ts";
import { checkSchema, FAULT_CLASSES } from "../../schemas/proof.ts";

const judged = checkSchema.pick({ verdict: true, reason: true, observed: true }).extend({
  /** Whose fault it is that it did not pass; null where it passed. */
  fault: z.enum(FAULT_CLASSES).nullable(),
});
const timed = judged.extend({ startedAtMs: z.number(), seconds: z.number().nonnegative() });

const contentSchema = z.object({
  stage: z.literal("content"),
  rowCounts: z.record(z.string(), z.int()),
  newest: z
    .object({
      found: z.boolean(),
      newestMs: z.int().nullable(),
      unread: bilingualSchema.optional(),
    })
    .nullable(),
  assertions: z.array(judged.omit({ fault: true }).extend({ name: z.string() })),
});

/**
 * What a sandbox's process says, one JSON object a line, as each stage ends. Counts, instants and
 * names of tables only: never rows.
 */
export const stageSchema = z.discriminatedUnion("stage", [
  timed.extend({ stage: z.literal("step"), name: z.string() }),
  timed.extend({ stage: z.literal("sound") }),
  timed.extend({ stage: z.literal("restored"), engine: z.string().nullable() }),
  contentSchema,
]);
export type Stage = z.infer<typeof stageSchema>;
export type StageOf<K extends Stage["stage"]> = Extract<Stage, { readonly stage: K }>;

/** What a stage amounts to, before it is timed. */
export type Judged = z.infer<typeof judged>;
/** What a process says of a database's content. */
export const saidContentSchema = contentSchema.omit({ stage: true });
export type Content = z.infer<typeof saidContentSchema>;
