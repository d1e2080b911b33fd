import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { addressSchema, reachBase } from "./reach.ts";

const TEMPLATE_LENGTH_MAX = 16_384;

export const webhookSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("webhook"),
  url: addressSchema,
  /** Signs each body: header `X-Vigie-Signature: sha256=<hex HMAC>`. */
  secret: secretSchema.optional(),
  /** The body instead of the message as it is: JSON with `{{ incident.id }}` and the like. */
  template: z.string().min(1).max(TEMPLATE_LENGTH_MAX).optional(),
});
export type WebhookConfig = z.infer<typeof webhookSchema>;
