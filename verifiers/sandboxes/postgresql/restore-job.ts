import { z } from "zod";
import { questionsSchema } from "../questions.ts";

/** What the child is told that restores into a sandbox's server, as its one argument. */
export const restoreJobSchema = questionsSchema.extend({
  /** The sandbox's name, which its server must carry as its own. */
  name: z.string(),
  /** Null: nothing is run; the dump is only read. */
  server: z
    .object({
      /** The directory of its socket. */
      socket: z.string(),
      /** Its superuser, who runs nothing of the copy. */
      admin: z.string(),
      /** Who restores and asks, without rights on the server. */
      restorer: z.string(),
      database: z.string(),
    })
    .nullable(),
  gzip: z.boolean(),
  expandedBytesMax: z.int().positive(),
});
export type RestoreJob = z.infer<typeof restoreJobSchema>;
