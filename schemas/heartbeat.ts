import { z } from "zod";
import { durationSchema } from "./duration.ts";
import { addressSchema, reachBase } from "./pagers/reach.ts";

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** A sign of life for a dead man's switch elsewhere, which tells people when it stays away. */
export const heartbeatSchema = z.strictObject({
  ...reachBase,
  /** Whoever knows it can send a sign of life, so that it may be a secret. */
  url: addressSchema,
  every: durationSchema
    .refine((ms) => ms >= 10 * SECOND_MS, "must be at least 10s")
    .default(MINUTE_MS),
  method: z.enum(["GET", "POST"]).default("POST"),
});
export type HeartbeatConfig = z.infer<typeof heartbeatSchema>;
