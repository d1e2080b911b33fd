import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { addressSchema, reachBase } from "./reach.ts";

export const grafanaSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("grafana"),
  url: addressSchema,
  /** Sent as a bearer token. */
  token: secretSchema.optional(),
});
export type GrafanaConfig = z.infer<typeof grafanaSchema>;
