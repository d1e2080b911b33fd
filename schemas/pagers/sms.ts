import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { addressSchema, reachBase } from "./reach.ts";

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, "must be the name of a header");

export const smsSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("sms"),
  /** `{{ to }}` and `{{ text }}` may stand in its query, percent-encoded when they are sent. */
  url: addressSchema,
  method: z.enum(["POST", "GET"]).default("POST"),
  /** A telephone number, with its country: +33612345678. */
  to: z.string().regex(/^\+?[0-9]{3,15}$/, "must be a telephone number such as +33612345678"),
  /** Encodes `{{ to }}` and `{{ text }}` in the body. */
  contentType: z
    .enum(["application/json", "application/x-www-form-urlencoded", "text/plain"])
    .default("application/json"),
  body: z.string().default('{"to": "{{ to }}", "text": "{{ text }}"}'),
  headers: z
    .array(
      z.union([
        z.strictObject({ name: headerName, secret: secretSchema }),
        z.strictObject({ name: headerName, value: z.string() }),
      ]),
    )
    .default([]),
  /** What an answer of 2xx must have in it, where the gateway says in its body what went wrong. */
  expect: z.string().min(1).optional(),
  /** Of how many parts a text may be: 160 characters in one, else 153 each. */
  parts: z.int().min(1).max(6).default(1),
  /** `gsm-7` replaces what it lacks (ç becomes c); `unicode` has 70 characters a part, else 67. */
  alphabet: z.enum(["gsm-7", "unicode"]).default("gsm-7"),
});
export type SmsConfig = z.infer<typeof smsSchema>;
