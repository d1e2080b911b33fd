import type { FindingKind } from "../../schemas/finding.ts";

/** What is found of a run by what is usual of its series; its thresholds may widen. */
export const BASELINE_KINDS: readonly FindingKind[] = [
  "undersized",
  "oversized",
  "too-fast",
  "too-slow",
  "incompressible",
];
