import type { FindingKind } from "./finding.ts";

/** Kinds that are about the watchman himself. */
export const KINDS_OF_VIGIE = [
  ...(["collector-silent", "clock-skew", "rejects-rising", "pager-failed", "disk-low"] as const),
] as const satisfies readonly FindingKind[];
export type KindOfVigie = (typeof KINDS_OF_VIGIE)[number];

/** Whether a kind is about the watchman; else it is about series, even where it names none. */
export function isOfVigie(kind: FindingKind): kind is KindOfVigie {
  return KINDS_OF_VIGIE.some((one) => one === kind);
}
