import { createHash } from "node:crypto";
import type { Finding } from "../schemas/finding.ts";
import { seriesKey } from "../schemas/series.ts";

const ID_HEX_DIGITS = 32;

/**
 * The id of an incident that a finding opens: the finding's own, or that of its slot, so that it is
 * the same whenever the log is read.
 */
export function identifyIncident(finding: Finding): string {
  return identifySlot(finding) ?? finding.id;
}

/**
 * What `late` and `missing` of one slot have in common, since the first becomes the second; null
 * for all else.
 */
export function identifySlot({ kind, series, slot }: Finding): string | null {
  if (kind !== "late" && kind !== "missing") return null;
  if (series === null || slot === null) return null;
  return createHash("sha256")
    .update(`slot\n${seriesKey(series)}\n${Date.parse(slot)}`)
    .digest("hex")
    .slice(0, ID_HEX_DIGITS);
}
