import { z } from "zod";
import { secretSchema } from "../secret.ts";
import { pagerBase } from "./pager-base.ts";
import { reachBase } from "./reach.ts";

export const slackSchema = z.strictObject({
  ...pagerBase,
  ...reachBase,
  kind: z.literal("slack"),
  /** Where the webhook's address lies: who knows it may post. */
  url: secretSchema,
});
export type SlackConfig = z.infer<typeof slackSchema>;
