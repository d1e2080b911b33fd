import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";

/** Each is sent a message of its own, at the same time. */
const RECIPIENTS_MAX = 10;

export const mailSchema = z
  .strictObject({
    ...pagerBase,
    kind: z.literal("mail"),
    /** The server that takes our mail and brings it on. */
    host: z.string().min(1),
    /** 587, or 465 where TLS is `implicit`, or 25 where there is none. */
    port: z.int().min(1).max(65_535).optional(),
    /**
     * `starttls` refuses a server that does not offer it; `none` sends all in the clear: only to a
     * server on this machine.
     */
    tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
    /** A file of authorities that sign the server's certificate, where no public one did. */
    ca: z.string().min(1).optional(),
    user: z.string().min(1).optional(),
    password: secretSchema.optional(),
    from: z.email(),
    to: z.array(z.email()).min(1).max(RECIPIENTS_MAX),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    path: ["password"],
    error: "must be given together with user",
  })
  .refine(({ tls, password }) => tls !== "none" || password === undefined, {
    path: ["tls"],
    error: "must not be none where a password is sent",
  });
export type MailConfig = z.infer<typeof mailSchema>;
