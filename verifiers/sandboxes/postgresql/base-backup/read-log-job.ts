import { z } from "zod";

/** What the child is told that reads the log of a base backup, as its one argument. */
export const readLogJobSchema = z.object({
  /** The sandbox's own, in which the backup is laid out. */
  directory: z.string(),
  /** Whether nothing follows the base backup. */
  isAlone: z.boolean(),
  targetMs: z.int().nullable(),
  checkpointAtMs: z.int(),
  segmentBytes: z.int().positive(),
});
export type ReadLogJob = z.infer<typeof readLogJobSchema>;
