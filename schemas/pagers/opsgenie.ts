import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { addressSchema, reachBase } from "./reach.ts";

export const opsgenieSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("opsgenie"),
  /** The key of an API integration. */
  apiKey: secretSchema,
  /** In the EU: https://api.eu.opsgenie.com/ ; or the address of what speaks its alert API. */
  url: addressSchema.default("https://api.opsgenie.com/"),
});
export type OpsgenieConfig = z.infer<typeof opsgenieSchema>;
