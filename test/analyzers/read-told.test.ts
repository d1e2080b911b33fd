import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTold } from "../../analyzers/driver/read-told.ts";
import { LogDisagrees } from "../../analyzers/driver/replay-after.ts";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog, Topic } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { TOPICS } from "../../schemas/topics.ts";

const START_MS = Date.parse("2026-11-20T06:00:00Z");
const DAY_MS = 86_400_000;
/** With a few more they are seen through. */
const MANY = 9_990;

let directory: string;
let clock: SimulatedClock;
let log: EventLog;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-told-"));
  clock = createSimulatedClock(START_MS);
  log = splitInTwo(await openEmbeddedLog({ directory, clock }));
});
afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true });
});

function splitInTwo(one: EventLog): EventLog {
  const two = (topic: Topic) => ({ ...topic, partitions: 2 });
  return {
    append: (topic, entries) => one.append(two(topic), entries),
    consume: (topic, group, options) => one.consume(two(topic), group, options),
    replay: (topic, from) => one.replay(two(topic), from),
    trim: (topic, beforeMs) => one.trim(two(topic), beforeMs),
    close: () => one.close(),
  };
}

const idOf = (name: string) => hash("md5", name);

function finding(name: string, { version = 1, isOver = false } = {}): Finding {
  return findingSchema.parse({
    ...{ id: idOf(name), version, kind: "late", severity: "warning", parent: null },
    ...{ series: null, slot: null, runId: null, copy: null, collector: null },
    ...{ openedAt: "2026-11-20T06:00:00Z", evidence: {}, summary: { en: "late", fr: "en retard" } },
    ...{ resolvedAt: isOver ? "2026-11-20T07:00:00Z" : null, resolution: isOver ? "ended" : null },
  });
}

async function tell(key: string, findings: readonly Finding[]) {
  const entries = findings.map((one) => ({ key, value: JSON.stringify(one) }));
  await log.append(TOPICS.findings, entries);
}

/** A key of each partition; the records that tell them are gone. */
async function findKeys() {
  const partitions = new Map<number, string>();
  const probe = { name: TOPICS.findings.name, partitions: 2 };
  for (const key of "abcdefgh")
    await log.append(probe, [{ key, value: JSON.stringify(finding(key)) }]);
  for await (const { partition, key } of log.replay(probe)) partitions.set(partition, key);
  await log.trim(probe, START_MS + 1);
  return [partitions.get(0) ?? "", partitions.get(1) ?? ""] as const;
}

test("a quiet partition that was trimmed loses its anchor, and gets another with its next record", async () => {
  const [quiet, busy] = await findKeys();
  await tell(quiet, [finding("old")]);
  await tell(busy, [finding("one")]);
  const { findAnchors } = await readTold(log);
  expect([...(await findAnchors()).keys()].sort()).toEqual([0, 1]);
  await clock.advanceTo(START_MS + DAY_MS);
  await tell(busy, [finding("two")]);
  await log.trim(TOPICS.findings, START_MS + DAY_MS);
  expect([...(await findAnchors()).keys()]).toEqual([1]);
  await tell(quiet, [finding("new")]);
  expect([...(await findAnchors()).keys()].sort()).toEqual([0, 1]);
  await log.trim(TOPICS.findings, START_MS + 2 * DAY_MS);
  expect([...(await findAnchors()).keys()]).toEqual([]);
});

test("a log that is another, or lost its end, is no trimmed one", async () => {
  const [first] = await findKeys();
  await tell(first, [finding("one"), finding("two")]);
  let now = log;
  const { findAnchors } = await readTold({
    ...{ append: log.append, consume: log.consume, trim: log.trim, close: log.close },
    replay: (topic, from) => now.replay(topic, from),
  });
  await findAnchors();
  for (const names of [["one", "another"], ["one"]]) {
    const other = splitInTwo(await openEmbeddedLog({ directory: join(directory, "other"), clock }));
    const kept = log;
    log = other;
    await findKeys();
    await tell(
      first,
      names.map((name) => finding(name)),
    );
    [now, log] = [other, kept];
    await expect(findAnchors()).rejects.toThrow(LogDisagrees);
    await other.close();
    await rm(join(directory, "other"), { recursive: true });
  }
});

test("what is over is forgotten once the topic has it no more, what is open never", async () => {
  const [first, second] = await findKeys();
  const { told, toldOpen, findAnchors, note } = await readTold(log);
  const write = async (findings: readonly Finding[]) => {
    for (const one of findings) note(one);
    await tell(first, findings);
  };
  const old = Array.from({ length: MANY }, (_, at) => finding(`old-${at}`, { isOver: true }));
  await write([finding("open"), ...old]);
  await tell(second, [finding("elsewhere")]);
  await findAnchors();
  expect(told.size).toBe(MANY + 1);
  await clock.advanceTo(START_MS + DAY_MS);
  const more = Array.from({ length: 20 }, (_, at) => finding(`new-${at}`, { isOver: true }));
  await write([...more, finding("old-7", { version: 2, isOver: true })]);
  await log.trim(TOPICS.findings, START_MS + DAY_MS);
  await findAnchors();
  expect([...told.keys()].sort()).toEqual(
    [...more.map(({ id }) => id), ...["old-7", "open"].map(idOf)].sort(),
  );
  expect([...toldOpen.keys()]).toEqual([idOf("open")]);
});
