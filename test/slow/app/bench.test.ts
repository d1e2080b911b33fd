import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";

const CLI = fileURLToPath(new URL("../../../app/cli.ts", import.meta.url));
const EVENTS = 2_000;

const positive = z.number().positive();
const resultSchema = z.strictObject({
  log: z.literal("embedded"),
  events: z.literal(EVENTS),
  eventBytes: z.number().min(600).max(800),
  topicToRows: z.strictObject({
    eventsPerSecond: positive,
    readingAlonePerSecond: positive,
    heapAndBuffersBytesMax: positive,
  }),
  intake: z.strictObject({
    eventsPerSecond: positive,
    halfLoad: z.strictObject({
      eventsPerSecond: positive,
      p50Ms: positive,
      p99Ms: positive,
      toRowP99Ms: positive,
    }),
  }),
  storeBytesPerEvent: positive,
});

const run = promisify(execFile);
const leftBehind = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("vigie-bench-"));

test("`vigie bench` measures a real pipeline, and leaves nothing behind", async () => {
  const before = await leftBehind();
  const { stdout } = await run(process.execPath, [CLI, "bench", "--events", `${EVENTS}`, "--json"]);
  const { intake, topicToRows } = resultSchema.parse(JSON.parse(stdout));
  expect(topicToRows.readingAlonePerSecond).toBeGreaterThan(topicToRows.eventsPerSecond);
  expect(intake.halfLoad.p99Ms).toBeGreaterThanOrEqual(intake.halfLoad.p50Ms);
  expect(await leftBehind()).toEqual(before);
}, 120_000);
