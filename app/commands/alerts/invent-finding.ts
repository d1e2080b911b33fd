import type { Finding } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";

const ID_HEX_DIGITS = 32;

/** A finding that nobody made, to see where it would go. */
export function inventFinding(
  about: Pick<Finding, "kind" | "severity" | "series">,
  nowMs: number,
): Finding {
  const text = "invented by `vigie alerts test`";
  return {
    ...about,
    id: "0".repeat(ID_HEX_DIGITS),
    version: 1,
    ...{ slot: null, runId: null, copy: null, collector: null, parent: null },
    openedAt: instantToJson(nowMs),
    ...{ resolvedAt: null, resolution: null, evidence: {} },
    summary: { en: text, fr: text },
  };
}
