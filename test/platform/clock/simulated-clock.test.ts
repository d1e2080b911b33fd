import { describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";

const START_MS = Date.UTC(2026, 10, 2, 6, 0, 30);
const MINUTE_MS = 60_000;

describe("createSimulatedClock()", () => {
  test("stands still until it is told", async () => {
    const clock = createSimulatedClock(START_MS);
    await new Promise(setImmediate);
    expect(clock.nowMs()).toBe(START_MS);
    await clock.advanceTo(START_MS + 1);
    expect(clock.nowMs()).toBe(START_MS + 1);
  });

  test("never goes back", async () => {
    const clock = createSimulatedClock(START_MS);
    await clock.advanceTo(START_MS - MINUTE_MS);
    expect(clock.nowMs()).toBe(START_MS);
  });

  test("runs a task after each interval, at its own instant, the last included", async () => {
    const clock = createSimulatedClock(START_MS);
    const ranAfterMs: number[] = [];
    clock.every(1_000, async () => void ranAfterMs.push(clock.nowMs() - START_MS));
    await clock.advanceTo(START_MS + 3_000);
    expect(ranAfterMs).toEqual([1_000, 2_000, 3_000]);
  });

  test("runs tasks in order of their instants, those of one instant as registered", async () => {
    const clock = createSimulatedClock(START_MS);
    const ran: string[] = [];
    clock.every(3, async () => void ran.push("three"));
    clock.every(2, async () => void ran.push("two"));
    clock.every(2, async () => void ran.push("two again"));
    await clock.advanceTo(START_MS + 6);
    const [twos, three] = [["two", "two again"], ["three"]];
    expect(ran).toEqual([...twos, ...three, ...twos, ...three, ...twos]);
  });

  test("waits for a task before time goes on", async () => {
    const clock = createSimulatedClock(START_MS);
    const ran: string[] = [];
    clock.every(10, async () => {
      ran.push(`begin ${clock.nowMs() - START_MS}`);
      await new Promise(setImmediate);
      ran.push(`end ${clock.nowMs() - START_MS}`);
    });
    await clock.advanceTo(START_MS + 20);
    expect(ran).toEqual(["begin 10", "end 10", "begin 20", "end 20"]);
  });

  test("runs what a task registers, if it falls due on the way", async () => {
    const clock = createSimulatedClock(START_MS);
    const ranAfterMs: number[] = [];
    const first = clock.every(10, async () => {
      await first.stop();
      clock.every(5, async () => void ranAfterMs.push(clock.nowMs() - START_MS));
    });
    await clock.advanceTo(START_MS + 21);
    expect(ranAfterMs).toEqual([15, 20]);
  });

  test("runs no task that was stopped", async () => {
    const clock = createSimulatedClock(START_MS);
    let runs = 0;
    const recurring = clock.every(10, async () => void runs++);
    await clock.advanceTo(START_MS + 10);
    await recurring.stop();
    await clock.advanceTo(START_MS + 100);
    expect(runs).toBe(1);
  });

  test("runs minute tasks at full minutes of the wall clock", async () => {
    const clock = createSimulatedClock(START_MS);
    const ranAfterMs: number[] = [];
    clock.everyMinute(async () => void ranAfterMs.push(clock.nowMs() - START_MS));
    await clock.advanceTo(START_MS + 2 * MINUTE_MS);
    expect(ranAfterMs).toEqual([30_000, 90_000]);
  });

  test("a task that fails reaches whoever advances", async () => {
    const clock = createSimulatedClock(START_MS);
    clock.every(10, () => Promise.reject(new Error("a bug")));
    await expect(clock.advanceTo(START_MS + 10)).rejects.toThrow("a bug");
  });

  test("a sleeper wakes at its instant, and not before", async () => {
    const clock = createSimulatedClock(START_MS);
    let awake = false;
    const slept = clock.sleep(1_000).then(() => {
      awake = true;
    });
    await clock.advanceTo(START_MS + 999);
    expect(awake).toBe(false);
    await clock.advanceTo(START_MS + 1_000);
    await slept;
    expect(clock.nowMs()).toBe(START_MS + 1_000);
  });

  test("a sleeper that is aborted rejects with the reason, before or during its sleep", async () => {
    const clock = createSimulatedClock(START_MS);
    const reason = new Error("stop");
    await expect(clock.sleep(1_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const slept = clock.sleep(1_000, controller.signal);
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
  });
});
