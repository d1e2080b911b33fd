import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { addressSchema, reachBase } from "./reach.ts";

export const pagerdutySchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("pagerduty"),
  /** The integration key of an Events API v2 integration. */
  routingKey: secretSchema,
  /** In the EU region: https://events.eu.pagerduty.com/v2/enqueue */
  url: addressSchema.default("https://events.pagerduty.com/v2/enqueue"),
  /** The secret of a v3 webhook subscription, by which acknowledgements come back. */
  webhookSecret: secretSchema.optional(),
});
export type PagerdutyConfig = z.infer<typeof pagerdutySchema>;
