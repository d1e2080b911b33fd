import type { Finding } from "../../schemas/finding.ts";
import type { Detection } from "./create-detection.ts";

/**
 * Lets a detection decide at each instant at which it has something to decide, up to and including
 * `untilMs`.
 */
export function advanceThrough(detection: Detection, untilMs: number): Finding[] {
  const findings: Finding[] = [];
  for (let due = detection.nextDueMs(); due !== null && due <= untilMs; due = detection.nextDueMs())
    findings.push(...detection.advance(due));
  return findings;
}
