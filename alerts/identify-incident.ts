import { createHash } from "node:crypto";
import type { Finding } from "../schemas/finding.ts";
import { seriesKey } from "../schemas/series.ts";

const ID_HEX_DIGITS = 32;

/**
 * The incident that a finding belongs to: its own, but `late` and `missing` of one slot are one
 * incident, since the first becomes the second.
 */
export function identifyIncident(finding: Finding): string {
  if (finding.kind !== "late" && finding.kind !== "missing") return finding.id;
  if (finding.series === null || finding.slot === null) return finding.id;
  const slotMs = Date.parse(finding.slot);
  return createHash("sha256")
    .update(`slot\n${seriesKey(finding.series)}\n${slotMs}`)
    .digest("hex")
    .slice(0, ID_HEX_DIGITS);
}
