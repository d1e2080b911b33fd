import { z } from "zod";

const BYTES_MAX = 2n ** 63n - 1n;

const WHOLE = { error: "must be a whole number of bytes, such as 12000000000" };

/**
 * Bytes: a JSON integer up to 2^53 - 1, or a decimal string up to 2^63 - 1. Inside it is a bigint.
 */
export const bytesSchema = z
  .union([z.int().nonnegative(), z.string().regex(/^(0|[1-9][0-9]{0,18})$/, WHOLE)])
  .transform((size) => BigInt(size))
  .refine((size) => size <= BYTES_MAX, { error: "must be at most 2^63 - 1" });

/** A size for JSON: a number where it is exact, else a decimal string. */
export function bytesToJson(size: bigint): number | string {
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : size.toString();
}
