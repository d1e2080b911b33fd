import { z } from "zod";
import { principalSchema, RIGHTS } from "./access.ts";

/** `POST /api/v1/session`. */
export const signInSchema = z.strictObject({ token: z.string().min(1).max(256) });

/** Who asks, as `/api/v1/session` says it to a browser. */
export const sessionSchema = principalSchema.extend({
  rights: z.array(z.enum(RIGHTS)),
  /** Let in without a token. */
  isAnonymous: z.boolean(),
  /** To be sent as `x-vigie-csrf` with each change; null where a bearer token asks. */
  csrf: z.string().nullable(),
  /** When it ends, RFC 3339; null where it does not end by itself. */
  expiresAt: z.string().nullable(),
});
export type SessionJson = z.infer<typeof sessionSchema>;
