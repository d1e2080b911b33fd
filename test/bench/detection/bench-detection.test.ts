import { beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { benchDetection, type DetectionBench } from "./bench-detection.ts";
import { DEFAULT_PARAMETERS } from "./bench-parameters.ts";
import { isStatistical, SCORED_KINDS, type ScoredKind } from "./label.ts";
import { renderDetection } from "./render-detection.ts";

/** Small enough for every build: floors under what the detection has reached. */
const SMALL = { ...DEFAULT_PARAMETERS, series: 60, days: 100 };
const HOOK_TIMEOUT_MS = 60_000;

type Floor = { readonly recall: number; readonly precision: number };
const EXACT: Floor = { recall: 1, precision: 1 };

/** What is reached, by kind: a kind that is detected from now on gets its line here. */
const FLOORS: Partial<Record<ScoredKind, Floor>> = {
  late: EXACT,
  missing: EXACT,
  stuck: EXACT,
  failed: EXACT,
  "extra-run": EXACT,
  "copy-missing": EXACT,
  "copy-late": EXACT,
  "copy-size-mismatch": EXACT,
  "copy-checksum-mismatch": EXACT,
  "copy-changed": EXACT,
  "copy-lost": EXACT,
  warned: EXACT,
  "copies-colocated": EXACT,
  unencrypted: EXACT,
  "purge-overdue": EXACT,
  "retention-short": EXACT,
  "chain-broken": EXACT,
  "base-hijacked": EXACT,
  "schedule-drift": EXACT,
  "rpo-breach": EXACT,
  "collector-silent": EXACT,
  undersized: { recall: 0.95, precision: 0.95 },
  oversized: { recall: 0.95, precision: 0.95 },
  "too-slow": { recall: 0.95, precision: 0.95 },
  "too-fast": { recall: 0.95, precision: 0.95 },
  incompressible: { recall: 0.95, precision: 0.95 },
};
const REACHED = SCORED_KINDS.flatMap((kind) => {
  const floor = FLOORS[kind];
  return floor ? [[kind, floor] as const] : [];
});

describe("today's detection, on a small labelled history", () => {
  let bench: DetectionBench;

  beforeAll(async () => {
    bench = await benchDetection(SMALL, { clock: createSystemClock(), progress: () => undefined });
  }, HOOK_TIMEOUT_MS);

  test.each(REACHED)("finds %s, and hardly anything else as such", (kind, floor) => {
    const own = bench.detection.kinds.find((other) => other.kind === kind);
    expect(own?.labels, "labels").toBeGreaterThan(0);
    expect(own?.recall, "recall").toBeGreaterThanOrEqual(floor.recall);
    expect(own?.precision, "precision").toBeGreaterThanOrEqual(floor.precision);
    if (!isStatistical(kind)) expect(own?.delayMs.p95, "delay").toBe(0);
  });

  test("tells nothing absent while a collector is silent", () => {
    expect(bench.hidden).toBeGreaterThan(100);
    expect(bench.hiddenReported).toBe(0);
  });

  test("says how each kind scores by other measures too", () => {
    expect(bench.nab.rules.standard).toBeGreaterThan(0);
    expect(bench.nab.rules.standard).toBeLessThan(100.001);
  });

  test("is shown to a person with every kind and rival", () => {
    const shown = renderDetection(bench);
    for (const { kind } of bench.detection.kinds) expect(shown).toContain(kind);
    expect(shown).toContain("oracle");
  });
});
