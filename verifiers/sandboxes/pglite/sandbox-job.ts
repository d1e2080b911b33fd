import { z } from "zod";
import { checkSchema } from "../../../schemas/proof.ts";
import { SANDBOXED_FORMATS } from "../../formats/sandboxed-formats.ts";

/** What the child is told, as its one argument. The copy's bytes come on its standard input. */
export const jobSchema = z.object({
  /** Generated; by it the orphan sweep knows a child of ours. */
  name: z.string(),
  kind: z.enum(["template", ...SANDBOXED_FORMATS]),
  gzip: z.boolean(),
  /** False: only the format's structure is read; nothing is run. */
  restore: z.boolean(),
  expandedBytesMax: z.int().positive(),
  /** File of the empty cluster to start from; images bring their own. */
  template: z.string().nullable(),
  freshness: z.object({ table: z.string(), column: z.string() }).nullable(),
});
export type SandboxJob = z.infer<typeof jobSchema>;

const judged = checkSchema.pick({ verdict: true, reason: true, observed: true });
export type StageJudgement = z.infer<typeof judged>;

/**
 * What the child says, one JSON object a line, as each stage ends. Counts, instants and names of
 * tables only: never rows.
 */
export const stageSchema = z.discriminatedUnion("stage", [
  judged.extend({ stage: z.literal("sound") }),
  judged.extend({ stage: z.literal("restored"), engine: z.string().nullable() }),
  z.object({
    stage: z.literal("content"),
    rowCounts: z.record(z.string(), z.int()),
    /** `newestMs` null: no row has a value. `found` false: no such table or column of instants. */
    newest: z.object({ found: z.boolean(), newestMs: z.int().nullable() }).nullable(),
  }),
]);
export type Stage = z.infer<typeof stageSchema>;
export type StageOf<K extends Stage["stage"]> = Extract<Stage, { readonly stage: K }>;
