import { z } from "zod";

/** What the child is told that lays out the copies of a base backup, as its one argument. */
export const layOutJobSchema = z.object({
  /** The sandbox's own, below which all is written. */
  directory: z.string(),
  /**
   * The base copy comes by itself; what follows it, its log and its tablespaces, in one tar.
   * `archive`: the directory of a dump, in a tar.
   */
  role: z.enum(["base", "following", "archive"]),
  /** Versions that are installed: of another one nothing is laid out. */
  majors: z.array(z.int()),
  expandedBytesMax: z.int().positive(),
});
export type LayOutJob = z.infer<typeof layOutJobSchema>;
