import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { notePolicies } from "../../analyzers/driver/note-policies.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { hour, readPolicy } from "./tell-story.ts";

test("notePolicies() lets the very first policies hold always, and later ones from then on", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-policies-"));
  const log = await openEmbeddedLog({ directory, clock: createSimulatedClock(hour(0)) });
  const note = async (schedules: readonly string[], at: number) => {
    const policies = schedules.map((cron, index) =>
      readPolicy({ name: `p${index}`, schedule: { cron, zone: "UTC" } }),
    );
    return [...(await notePolicies(log, policies, hour(at))).since.calendarsMs];
  };
  expect(await note(["0 1 * * *"], 1)).toEqual([]);
  expect(await note(["0 1 * * *", "0 2 * * *"], 2)).toEqual([["p1", hour(2)]]);
  expect(await note(["0 3 * * *", "0 2 * * *"], 3)).toEqual([
    ["p0", hour(3)],
    ["p1", hour(2)],
  ]);
  await log.close();
  await rm(directory, { recursive: true });
});

test("notePolicies() takes no twins, which would be new at each start", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-policies-"));
  const log = await openEmbeddedLog({ directory, clock: createSimulatedClock(hour(0)) });
  const twins = ["0 1 * * *", "0 2 * * *"].map((cron) =>
    readPolicy({ name: "p", schedule: { cron, zone: "UTC" } }),
  );
  await expect(notePolicies(log, twins, hour(1))).rejects.toThrow("two policies have one name");
  await log.close();
  await rm(directory, { recursive: true });
});
