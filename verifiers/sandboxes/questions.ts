import { z } from "zod";

/** What a restored database is asked, in whichever engine it is. */
export const questionsSchema = z.object({
  freshness: z.object({ table: z.string(), column: z.string() }).nullable(),
  assertions: z
    .array(z.object({ name: z.string(), sql: z.string(), expect: z.string() }))
    .readonly(),
});
export type Questions = z.infer<typeof questionsSchema>;
