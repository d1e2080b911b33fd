import { expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { measureEngine } from "./measure-engine.ts";
import { measureMachine } from "./measure-machine.ts";

test("the cost of baselines in the engine is measured, and their state is small", async () => {
  const cost = await measureEngine(300, 40, createSystemClock());
  expect(cost.refresh.cpuSeconds).toBeGreaterThan(0);
  expect(cost.refreshToScan).toBeGreaterThan(0);
  expect(cost.score.cpuSeconds).toBeGreaterThan(0);
  expect(cost.baselineBytesPerSeries).toBeGreaterThan(50);
  expect(cost.baselineBytesPerSeries).toBeLessThanOrEqual(300);
}, 60_000);

test("the cost of detection in its process is measured on a history in which nothing is wrong", async () => {
  for (const awakeBytesMax of [undefined, 0]) {
    const cost = await measureMachine(20, 15, { clock: createSystemClock(), awakeBytesMax });
    expect(cost.findings).toBe(0);
    expect(cost.microsecondsPerEvent).toBeGreaterThan(0);
    expect(cost.fileBytes > 0).toBe(awakeBytesMax === 0);
  }
});
