import { createHash } from "node:crypto";
import type { FindingKind } from "../../schemas/finding.ts";

const HEX_DIGITS = 32;

/**
 * The identity of a finding: kind, subject and onset, so that replaying gives the same and a fault
 * that comes back another.
 */
export function findingId(kind: FindingKind, subject: string, onset: string): string {
  const digest = createHash("sha256").update(`${kind}\n${subject}\n${onset}`).digest("hex");
  return digest.slice(0, HEX_DIGITS);
}
