import { z } from "zod";
import { checkSchema, FAULT_CLASSES } from "../../schemas/proof.ts";

const judged = checkSchema.pick({ verdict: true, reason: true, observed: true }).extend({
  /** Whose fault it is that it did not pass; null where it passed. */
  fault: z.enum(FAULT_CLASSES).nullable(),
});
const timed = judged.extend({ startedAtMs: z.number(), seconds: z.number().nonnegative() });

/**
 * What a sandbox's process says, one JSON object a line, as each stage ends. Counts, instants and
 * names of tables only: never rows.
 */
export const stageSchema = z.discriminatedUnion("stage", [
  timed.extend({ stage: z.literal("step"), name: z.string() }),
  timed.extend({ stage: z.literal("sound") }),
  timed.extend({ stage: z.literal("restored"), engine: z.string().nullable() }),
  z.object({
    stage: z.literal("content"),
    rowCounts: z.record(z.string(), z.int()),
    /** `newestMs` null: no row has a value. `found` false: no such table or column of instants. */
    newest: z.object({ found: z.boolean(), newestMs: z.int().nullable() }).nullable(),
    assertions: z.array(judged.omit({ fault: true }).extend({ name: z.string() })),
  }),
]);
export type Stage = z.infer<typeof stageSchema>;
export type StageOf<K extends Stage["stage"]> = Extract<Stage, { readonly stage: K }>;

/** What a stage amounts to, before it is timed. */
export type Judged = z.infer<typeof judged>;
/** What a process says of a restored database's content. */
export type Content = Omit<StageOf<"content">, "stage">;
