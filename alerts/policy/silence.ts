import { z } from "zod";
import { FINDING_KINDS, SEVERITIES } from "../../schemas/finding.ts";
import { matchSchema } from "../../schemas/policy.ts";

/** What a person has said not to tell: of what, from when, and until when at the latest. */
export const silenceSchema = z.object({
  id: z.string(),
  author: z.string(),
  reason: z.string(),
  match: matchSchema,
  kinds: z.array(z.enum(FINDING_KINDS)).optional(),
  severities: z.array(z.enum(SEVERITIES)).optional(),
  fromMs: z.number(),
  untilMs: z.number(),
});
export type Silence = z.infer<typeof silenceSchema>;
