import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { reachBase } from "./reach.ts";

export const mattermostSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("mattermost"),
  /** Where the webhook's address lies: who knows it may post. */
  url: secretSchema,
});
export type MattermostConfig = z.infer<typeof mattermostSchema>;
