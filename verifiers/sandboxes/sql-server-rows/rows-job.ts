import { z } from "zod";
import { bilingualSchema } from "../../../schemas/bilingual.ts";
import { questionsSchema } from "../questions.ts";
import { saidContentSchema } from "../stage.ts";

/** What the child is told, as its one argument. It asks for the copy's bytes. */
export const rowsJobSchema = questionsSchema.extend({
  /** Generated; by it the orphan sweep knows a child of ours. */
  name: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** File of the empty cluster that assertions are asked in; null where there are none. */
  template: z.string().nullable(),
});
export type RowsJob = z.infer<typeof rowsJobSchema>;

/** What it found: what its rows say, or why they cannot be read. */
export const rowsFoundSchema = z.union([
  z.strictObject({ content: saidContentSchema }),
  z.strictObject({ unread: bilingualSchema }),
]);
export type RowsFound = z.infer<typeof rowsFoundSchema>;
