import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWriteObserver } from "../../ingest/writer/create-write-observer.ts";
import { EVENT_ROUTE } from "../../ingest/writer/event-route.ts";
import { writeTopic } from "../../ingest/writer/write-topic.ts";
import type { OpenedStore } from "../../platform/store/open-store.ts";
import { NO_TELEMETRY } from "../../platform/telemetry/telemetry.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent, NOW_MS } from "./make-event.ts";
import { type Ground, openGround, openGroundStore } from "./open-ground.ts";

const EVERY_MS = 300;

let ground: Ground;
let store: OpenedStore;
beforeEach(async () => {
  ground = await openGround();
  store = await openGroundStore(ground);
});
afterEach(async () => {
  await store.close();
  await ground.close();
});

async function append(id: string) {
  await ground.log.append(TOPICS.events, [{ key: id, value: JSON.stringify(makeEvent({ id })) }]);
}

test("what comes soon after an insert is gathered for the next one; what comes first is not", async () => {
  let nowMs = NOW_MS;
  let isInserting = false;
  const coming = new Map([
    [NOW_MS + 100, "second"],
    [NOW_MS + 200, "third"],
  ]);
  const clock = {
    ...ground.clock,
    nowMs: () => nowMs,
    sleep: async (durationMs: number) => {
      await setImmediate();
      if (isInserting) return;
      nowMs += durationMs;
      const id = coming.get(nowMs);
      if (id !== undefined) await append(id);
    },
  };
  const insertedAfterMs: number[] = [];
  const insertBlock: typeof store.writer.insertBlock = async (table, block) => {
    insertedAfterMs.push(nowMs - NOW_MS);
    isInserting = true;
    await store.writer.insertBlock(table, block);
    isInserting = false;
  };
  await append("first");
  const consumer = await ground.log.consume(TOPICS.events, "gathering");
  await writeTopic(consumer, EVENT_ROUTE, {
    ...{ log: ground.log, logger: ground.logger, clock, insertEveryMs: EVERY_MS },
    store: { ...store.writer, insertBlock },
    observer: createWriteObserver(NO_TELEMETRY, clock),
    stopping: new AbortController().signal,
  });
  expect(insertedAfterMs).toEqual([0, EVERY_MS]);
  expect(await consumer.lag()).toMatchObject({ records: 0 });
  await consumer.close();
});
