import { z } from "zod";
import { durationSchema } from "../duration.ts";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { reachBase } from "./reach.ts";

const MINUTE_MS = 60_000;

export const alertmanagerSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("alertmanager"),
  /** Every peer of a cluster, as they do not pass alerts on to each other. */
  urls: z.array(z.url({ protocol: /^https?$/ })).min(1),
  /** A bearer token, or with `user` that one's password. */
  secret: secretSchema.optional(),
  user: z.string().min(1).optional(),
  /** How often all that is open is said again: less than Alertmanager's `resolve_timeout`. */
  every: durationSchema.default(MINUTE_MS),
});
export type AlertmanagerConfig = z.infer<typeof alertmanagerSchema>;
