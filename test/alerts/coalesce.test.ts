import { expect, test } from "vitest";
import { coalesce } from "../../alerts/coalesce.ts";

test("an ask that comes as a run ends is answered by a run that begins after it", async () => {
  // Each a step later than the one before: one of them falls between the last look and the end.
  for (let steps = 0; steps < 10; steps += 1) {
    let begun = 0;
    const { run, ended } = coalesce(async () => {
      begun += 1;
    });
    const first = run();
    for (let step = 0; step < steps; step += 1) await null;
    const before = begun;
    await run();
    expect(begun, `after ${steps} steps`).toBe(before + 1);
    await first;
    await ended();
  }
});

test("a run that fails lets the next begin", async () => {
  let isBroken = true;
  const { run } = coalesce(async () => {
    if (isBroken) throw new Error("broken");
  });
  await expect(run()).rejects.toThrow("broken");
  isBroken = false;
  await run();
});
