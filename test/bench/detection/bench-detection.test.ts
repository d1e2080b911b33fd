import { beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { benchDetection, type DetectionBench } from "./bench-detection.ts";
import { DEFAULT_PARAMETERS } from "./bench-parameters.ts";
import { isStatistical } from "./label.ts";
import { renderDetection } from "./render-detection.ts";

/** Small enough for every build: floors under what the detection has reached. */
const SMALL = { ...DEFAULT_PARAMETERS, series: 45, days: 100 };
const HOOK_TIMEOUT_MS = 60_000;

describe("today's detection, on a small labelled history", () => {
  let bench: DetectionBench;

  beforeAll(async () => {
    bench = await benchDetection(SMALL, { clock: createSystemClock(), progress: () => undefined });
  }, HOOK_TIMEOUT_MS);

  test("finds all that rules decide, at once", () => {
    for (const { kind, recall, delayMs } of bench.detection.kinds) {
      if (isStatistical(kind)) continue;
      expect(recall, kind).toBe(1);
      expect(delayMs.p95, kind).toBe(0);
    }
  });

  test("raises hardly any false alarm by rules", () => {
    expect(bench.detection.rules.precision).toBeGreaterThanOrEqual(0.98);
  });

  test("tells nothing absent while a collector is silent", () => {
    expect(bench.hidden).toBeGreaterThan(100);
    expect(bench.hiddenReported).toBe(0);
  });

  test.each(["undersized", "oversized"])("finds what is %s, and hardly anything else", (kind) => {
    const sized = bench.detection.kinds.find((score) => score.kind === kind);
    expect(sized?.recall).toBeGreaterThanOrEqual(0.95);
    expect(sized?.precision).toBeGreaterThanOrEqual(0.95);
  });

  test.each(["too-slow", "too-fast", "incompressible"])("finds %s runs, and few others", (kind) => {
    const own = bench.detection.kinds.find((scored) => scored.kind === kind);
    expect(own?.recall).toBeGreaterThanOrEqual(0.6);
    expect(own?.falseAlarms).toBeLessThanOrEqual(1);
  });

  test("is shown to a person with every kind and rival", () => {
    const shown = renderDetection(bench);
    for (const { kind } of bench.detection.kinds) expect(shown).toContain(kind);
    expect(shown).toContain("oracle");
  });
});
