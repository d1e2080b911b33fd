import { setImmediate } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createWriteObserver } from "../../ingest/writer/create-write-observer.ts";
import { EVENT_ROUTE } from "../../ingest/writer/event-route.ts";
import { writeTopic } from "../../ingest/writer/write-topic.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { Consumer } from "../../platform/log/event-log.ts";
import type { OpenedStore } from "../../platform/store/open-store.ts";
import { NO_TELEMETRY } from "../../platform/telemetry/telemetry.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent } from "./make-event.ts";
import { type Ground, openGround, openGroundStore } from "./open-ground.ts";

const GROUP = "ahead";
/** So that another member can take some. */
const TOPIC = { name: TOPICS.events.name, partitions: 4 };
const SHOWN = "SELECT id, log_offset AS offset FROM events WHERE source = {source:String}";
const shownSchema = z.object({ id: z.string(), offset: z.string() });

let storeGround: Ground;
let store: OpenedStore;
let ground: Ground;
let source = "";
let round = 0;
beforeAll(async () => {
  storeGround = await openGround();
  store = await openGroundStore(storeGround);
});
afterAll(async () => {
  await store.close();
  await storeGround.close();
});
beforeEach(async () => {
  ground = await openGround();
  source = `/ahead/${round++}`;
});
afterEach(() => ground.close());

const ALL = Array.from({ length: 30 }, (_, index) => `event-${index}`);
const FIRST = ALL.slice(0, 10);
const AHEAD = ALL.slice(10);

async function append(ids: readonly string[]) {
  const entries = ids.map((id) => ({
    key: id,
    value: JSON.stringify(makeEvent({ id, source })),
  }));
  await ground.log.append(TOPIC, entries);
}

type Damage = {
  /** While the first insert is under way and what comes after it was read. */
  readonly meanwhile?: (consumer: Consumer) => Promise<void>;
  readonly insert?: () => void;
  readonly commit?: () => void;
  readonly stopping?: AbortSignal;
};

/**
 * Writes the first events, and reads the others while the first insert is under way; tells what
 * was done, in order.
 */
async function writeAhead({ meanwhile, insert, commit, stopping = NEVER }: Damage = {}) {
  await append(FIRST);
  const done: string[] = [];
  const consumer = await ground.log.consume(TOPIC, GROUP);
  const isAhead = Promise.withResolvers<void>();
  const watched: Consumer = {
    poll: async (recordsMax) => {
      const records = await consumer.poll(recordsMax);
      if (done.length > 0 && records.length > 0) isAhead.resolve();
      return records;
    },
    mark: () => consumer.mark(),
    commit: async (mark) => {
      commit?.();
      await consumer.commit(mark);
      done.push(`committed, ${(await consumer.lag()).records} left`);
    },
    lag: () => consumer.lag(),
    held: () => consumer.held(),
    close: () => consumer.close(),
  };
  const insertBlock: typeof store.writer.insertBlock = async (...block) => {
    const isFirst = done.length === 0;
    done.push("insert");
    if (isFirst) {
      await append(AHEAD);
      await isAhead.promise;
      await meanwhile?.(consumer);
      insert?.();
    }
    await store.writer.insertBlock(...block);
    done.push("inserted");
  };
  const writing = writeTopic(watched, EVENT_ROUTE, optionsOf({ insertBlock }, stopping));
  const error: unknown = await writing.then(
    () => null,
    (reason: unknown) => reason,
  );
  return { done, error, consumer };
}

const NEVER = new AbortController().signal;

function optionsOf(damaged: Partial<typeof store.writer>, stopping = NEVER) {
  const clock = { ...ground.clock, sleep: async () => void (await setImmediate()) };
  const observer = createWriteObserver(NO_TELEMETRY, clock);
  return { ...ground, clock, observer, stopping, store: { ...store.writer, ...damaged } };
}

/** What came to no end comes to a later member; then each event is there once, as it lies there. */
async function expectAllOnce(consumer: Consumer) {
  await consumer.close();
  const later = await ground.log.consume(TOPIC, GROUP);
  await writeTopic(later, EVENT_ROUTE, optionsOf({}));
  expect(await later.lag()).toMatchObject({ records: 0 });
  await expectShown(ALL);
}

async function expectShown(ids: readonly string[]) {
  const shown = await store.verdicts.query(SHOWN, { source }, shownSchema);
  const kept = await ground.read(TOPIC);
  const places = kept.map(({ key, offset }) => ({ id: key, offset: `${offset}` }));
  const wanted = places.filter(({ id }) => ids.includes(id));
  expect(shown.toSorted((a, b) => Number(a.offset) - Number(b.offset))).toEqual(wanted);
}

test("what is read ahead is sent after the commit of what was read before it, and only then", async () => {
  const { done, error, consumer } = await writeAhead();
  expect(error).toBeNull();
  const [first, ahead] = ["committed, 20 left", "committed, 0 left"];
  expect(done).toEqual(["insert", "inserted", first, "insert", "inserted", ahead]);
  await expectAllOnce(consumer);
});

test("killed between insert and commit, what was read ahead is not sent, and all comes again", async () => {
  const commit = () => {
    throw new OperatingError("Killed by the test", { retryable: true });
  };
  const { done, error, consumer } = await writeAhead({ commit });
  expect(error).toBeInstanceOf(OperatingError);
  expect(done).toEqual(["insert", "inserted"]);
  expect(await consumer.lag()).toMatchObject({ records: ALL.length });
  await expectAllOnce(consumer);
});

test("an insert that fails takes what was read ahead with it, and all comes again", async () => {
  const insert = () => {
    throw new OperatingError("The disk is full", { retryable: true });
  };
  const { done, error, consumer } = await writeAhead({ insert });
  expect(error).toBeInstanceOf(OperatingError);
  expect(done).toEqual(["insert"]);
  expect(await consumer.lag()).toMatchObject({ records: ALL.length });
  await expectShown([]);
  await expectAllOnce(consumer);
});

test("partitions that another takes meanwhile are written by that one, from the first insert on", async () => {
  let other: Consumer | undefined;
  const meanwhile = async (consumer: Consumer) => {
    other = await ground.log.consume(TOPIC, GROUP);
    expect([consumer.held().length, other.held().length]).toEqual([2, 2]);
  };
  const { done, error, consumer } = await writeAhead({ meanwhile });
  expect(error).toBeInstanceOf(OperatingError);
  expect(done).toEqual(["insert", "inserted"]);
  await other?.close();
  await expectAllOnce(consumer);
});

test("stopped meanwhile, the insert under way is committed, and what was read ahead comes again", async () => {
  const stop = new AbortController();
  const meanwhile = async () => stop.abort();
  const { done, error, consumer } = await writeAhead({ meanwhile, stopping: stop.signal });
  expect(error).toBeNull();
  expect(done).toEqual(["insert", "inserted", "committed, 20 left"]);
  await expectShown(FIRST);
  await expectAllOnce(consumer);
});
