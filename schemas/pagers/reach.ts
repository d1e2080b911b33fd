import { z } from "zod";
import { durationSchema } from "../duration.ts";
import { secretSchema } from "../secret.ts";

const SECOND_MS = 1_000;

/**
 * The address of an HTTP proxy, or where it lies if it has a password in it; `none` where there is
 * one for all others.
 */
export const proxySchema = z.union([
  z.url({ protocol: /^https?$/ }),
  z.literal("none"),
  secretSchema,
]);
export type ProxyConfig = z.infer<typeof proxySchema>;

/** An address in the open, or where it lies: one that lets anybody in who knows it is a secret. */
export const addressSchema = z.union([z.url({ protocol: /^https?$/ }), secretSchema]);
export type AddressConfig = z.infer<typeof addressSchema>;

/** How a receiver of HTTP is reached. */
export const reachBase = {
  /** Addresses of this machine and of private networks, which are refused otherwise. */
  allowLoopback: z.boolean().default(false),
  proxy: proxySchema.optional(),
  /** A file with the certificates of the authorities to be trusted instead of the public ones. */
  ca: z.string().min(1).optional(),
  /** Of one attempt; 10s unless said. The next follows 15 s after it began at the earliest. */
  timeout: durationSchema
    .refine((ms) => ms >= SECOND_MS && ms <= 14 * SECOND_MS, "must be from 1s to 14s")
    .optional(),
};

export type ReachConfig = z.infer<z.ZodObject<typeof reachBase>>;
