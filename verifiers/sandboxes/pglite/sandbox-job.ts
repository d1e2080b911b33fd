import { z } from "zod";
import { questionsSchema } from "../questions.ts";

export const PGLITE_FORMATS = ["postgres-sql", "data-directory"] as const;

/** What the child is told, as its one argument. The copy's bytes come on its standard input. */
export const jobSchema = questionsSchema.extend({
  /** Generated; by it the orphan sweep knows a child of ours. */
  name: z.string(),
  kind: z.enum(["template", ...PGLITE_FORMATS]),
  gzip: z.boolean(),
  /** False: only the format's structure is read; nothing is run. */
  restore: z.boolean(),
  expandedBytesMax: z.int().positive(),
  /** File of the empty cluster to start from; images bring their own. */
  template: z.string().nullable(),
});
export type SandboxJob = z.infer<typeof jobSchema>;
