import { z } from "zod";
import { questionsSchema } from "../questions.ts";

/** What the child is told that looks into an SQLite file, as its one argument. */
export const sqliteJobSchema = questionsSchema.extend({
  /** The sandbox's name. */
  name: z.string(),
  /** The copy, laid out in the sandbox. */
  file: z.string(),
  /** Only whether it is sound. */
  soundOnly: z.boolean(),
});
export type SqliteJob = z.infer<typeof sqliteJobSchema>;
