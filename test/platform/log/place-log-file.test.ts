import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { LogFileWriter } from "../../../platform/log/copies/log-file-writer.ts";
import { placeLogFile } from "../../../platform/log/copies/place-log-file.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";

const NAME = "vigie.events";
const HEARTBEAT = "heartbeat";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-placed-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** A log of three partitions; each line is a partition, what it says, and who is not done. */
function write(lines: readonly (readonly [number, string, ...string[]])[]): string {
  const file = join(directory, "from");
  using writer = new LogFileWriter(file);
  writer.addTopic({ name: NAME, partitions: 3, groups: ["writer", "analysis"] });
  for (const [partition, value, ...notDoneBy] of lines) {
    const key = value.startsWith(HEARTBEAT) ? HEARTBEAT : value;
    writer.add({ topic: NAME, partition, key, value, appendedAtMs: 1_000, notDoneBy });
  }
  writer.finish();
  return file;
}

async function place(lines: Parameters<typeof write>[0], partitions: number) {
  const to = join(directory, "log");
  placeLogFile({
    ...{ from: write(lines), to: join(to, "log.sqlite") },
    partitionsOf: () => partitions,
    isForAll: ({ key }) => key === HEARTBEAT,
  });
  const log = await openEmbeddedLog({ directory: to, clock: createSimulatedClock(0) });
  const topic = { name: NAME, partitions };
  const records = await Array.fromAsync(log.replay(topic));
  const next = async (group: string) => {
    const consumer = await log.consume(topic, group);
    const polled = await consumer.poll(1_000);
    await consumer.close();
    return polled.map(({ value }) => value);
  };
  const asked = { records, writer: await next("writer"), analysis: await next("analysis") };
  await log.close();
  return asked;
}

test("a heartbeat of three partitions lies once behind all that it covers, in one", async () => {
  const { records, writer, analysis } = await place(
    [
      [0, "a"],
      [0, "heartbeat 1"],
      [1, "b", "analysis"],
      [1, "heartbeat 1", "analysis"],
      [0, "c", "analysis"],
      [2, "d", "analysis"],
      [2, "heartbeat 1", "writer", "analysis"],
      [2, "e", "writer", "analysis"],
    ],
    1,
  );
  expect(records.map(({ value }) => value)).toEqual(["a", "b", "c", "d", "heartbeat 1", "e"]);
  expect(writer).toEqual(["heartbeat 1", "e"]);
  expect(analysis).toEqual(["b", "c", "d", "heartbeat 1", "e"]);
});

test("a heartbeat is in each of the new partitions, and one that came again is there again", async () => {
  const { records } = await place(
    [
      [0, "a"],
      [0, "heartbeat 1"],
      [1, "heartbeat 1"],
      [2, "heartbeat 1"],
      [1, "heartbeat of one partition"],
    ],
    4,
  );
  const beats = records.filter(({ key }) => key === HEARTBEAT);
  expect(beats.map(({ value, partition }) => `${partition} ${value}`)).toEqual([
    ...[0, 1, 2, 3].map((partition) => `${partition} heartbeat 1`),
    ...[0, 1, 2, 3].map((partition) => `${partition} heartbeat of one partition`),
  ]);
});

test("a group goes on before the first that it has not done, whatever it did behind that", async () => {
  const { writer, analysis } = await place(
    [
      [0, "done"],
      [1, "not done", "writer"],
      [0, "done ahead"],
    ],
    1,
  );
  expect(writer).toEqual(["not done", "done ahead"]);
  expect(analysis).toEqual([]);
});
