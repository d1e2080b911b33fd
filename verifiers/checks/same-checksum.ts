import type { Checksum } from "../../schemas/events.ts";

/** Whether a checksum, in hex or base64 as its source writes it, is of these bytes. */
export function sameChecksum({ value }: Checksum, digest: Buffer): boolean {
  return value.toLowerCase() === digest.toString("hex") || value === digest.toString("base64");
}
