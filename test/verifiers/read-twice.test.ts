import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { judgeCleanup } from "../../verifiers/checks/judge-cleanup.ts";
import { listSkipped } from "../../verifiers/checks/list-skipped.ts";
import { readTwice } from "../../verifiers/checks/read-twice.ts";
import { expectBothLanguages } from "./expect-both-languages.ts";
import { makeProof } from "./make-proof.ts";

const clock = createSimulatedClock(0);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const GOOD = { algorithm: "sha256", value: sha256("good") };

/** A copy that reads otherwise each time; null is a reading that breaks off. */
async function readAs(...readings: readonly (string | null)[]) {
  let reading = 0;
  async function* open() {
    const text = readings[reading];
    reading += 1;
    if (typeof text !== "string") throw new OperatingError("Cannot read", { retryable: true });
    yield Buffer.from(text);
  }
  const whole = await readTwice(GOOD, { open, clock });
  expectBothLanguages(whole.check.reason);
  return { ...whole.check, readings: reading };
}

test("a copy that reads well is read once", async () => {
  expect(await readAs("good")).toMatchObject({ verdict: "pass", readings: 1, seconds: 0 });
});

test("a copy is bad only if two readings say so, and what both gave is kept", async () => {
  expect(await readAs("bad", "bad")).toMatchObject({
    verdict: "fail",
    readings: 2,
    observed: { readings: 2, checksum: sha256("bad"), firstReading: { sha256: sha256("bad") } },
  });
  const unsteady = await readAs("bad", "worse");
  expect(unsteady).toMatchObject({ verdict: "fail", reason: { en: /Two readings/ } });
});

test("a disturbed first reading is no damage", async () => {
  for (const first of ["bad", null])
    expect(await readAs(first, "good")).toMatchObject({ verdict: "pass", readings: 2 });
});

test("a copy that cannot be read to its end twice is not judged", async () => {
  await expect(readAs(null, null)).rejects.toThrow(OperatingError);
});

test("a level without a check is named, with the reason", () => {
  const [check] = makeProof("1").checks;
  const exists = { ...(check ?? expect.fail()), name: "object", level: "exists" } as const;
  const whole = { ...exists, name: "checksum", level: "whole", verdict: "fail" } as const;
  const skipped = listSkipped([exists, whole], "restored");
  expect(skipped.map(({ level, reason }) => [level, reason.en])).toEqual([
    ["sound", "The check checksum of level whole failed before it."],
    ["restored", "The check checksum of level whole failed before it."],
    ["right", "It was not asked for."],
  ]);
  expect(listSkipped([exists], "whole")[0]?.reason.en).toBe("Nothing here can examine it.");
  for (const { reason } of skipped) expectBothLanguages(reason);
});

test("a sandbox that is left over proves nothing, and is not the copy's fault", () => {
  expect(judgeCleanup({ ended: "done", cleanup: "done" })).toEqual([]);
  expect(judgeCleanup(null)).toEqual([]);
  expect(judgeCleanup({ ended: "done", cleanup: "failed" })).toMatchObject([
    { name: "cleanup", verdict: "inconclusive", fault: "sandbox" },
  ]);
});
