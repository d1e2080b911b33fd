import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWriteObserver } from "../../ingest/writer/create-write-observer.ts";
import { EVENT_ROUTE } from "../../ingest/writer/event-route.ts";
import { writeTopic } from "../../ingest/writer/write-topic.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog, LogRecord } from "../../platform/log/event-log.ts";
import type { OpenedStore } from "../../platform/store/open-store.ts";
import type { Store } from "../../platform/store/store.ts";
import { startTelemetry } from "../../platform/telemetry/start-telemetry.ts";
import { NO_TELEMETRY } from "../../platform/telemetry/telemetry.ts";
import { readMetrics } from "../services/read-metrics.ts";
import { consumeFrom } from "./consume-from.ts";
import { makeEvent, NOW_MS } from "./make-event.ts";
import { type Ground, openGround, openGroundStore } from "./open-ground.ts";

const RECORD = {
  topic: EVENT_ROUTE.topic.name,
  partition: 0,
  key: "key",
  value: JSON.stringify(makeEvent({ source: "/span" })),
  appendedAtMs: NOW_MS,
};

const NEVER = new AbortController().signal;

let ground: Ground;
let store: OpenedStore;
beforeAll(async () => {
  ground = await openGround();
  store = await openGroundStore(ground);
});
afterAll(async () => {
  await store.close();
  await ground.close();
});

type Busy = { readonly pollMs: number; readonly polled: number; readonly polls: number };

/** Writes what a busy topic gives, each poll of which takes so long; tells of the inserts. */
async function writeBusy(
  { pollMs, polled, polls }: Busy,
  delay: (offset: number) => Promise<void>,
) {
  let [nowMs, offset, left] = [NOW_MS, 0, polls];
  const inserts: number[] = [];
  const writer: Store = {
    ...store.writer,
    insertBlock: async (table, block) => {
      inserts.push(offset - inserts.reduce((sum, rows) => sum + rows, 0));
      await delay(offset);
      await store.writer.insertBlock(table, block);
    },
  };
  const poll = async (): Promise<LogRecord[]> => {
    if (left-- <= 0) return [];
    nowMs += pollMs;
    return Array.from({ length: polled }, () => ({ ...RECORD, offset: offset++ }));
  };
  const clock = { ...ground.clock, nowMs: () => nowMs };
  const observer = createWriteObserver(NO_TELEMETRY, clock);
  const options = { ...ground, store: writer, observer, clock, stopping: NEVER };
  await writeTopic(consumeFrom(poll), EVENT_ROUTE, options);
  return inserts;
}

test("rows that come slowly are not kept back until they are many", async () => {
  const busy = { pollMs: 100, polled: 10, polls: 20 };
  const inserts = await writeBusy(busy, async () => undefined);
  expect(inserts[0]).toBe(50);
  expect(inserts.length).toBeGreaterThan(1);
});

test("while an insert is under way, what comes is gathered for the next one", async () => {
  const gathered = Promise.withResolvers<void>();
  const busy = { pollMs: 100, polled: 10, polls: 30 };
  const delay = (offset: number) => (offset === 50 ? gathered.promise : Promise.resolve());
  const writing = writeBusy(busy, delay);
  // By then all polls are over, each of which takes a turn: only the first insert still waits.
  for (let turn = 0; turn < 1_000; turn += 1) await setImmediate();
  gathered.resolve();
  expect(await writing).toEqual([50, 250]);
});

test("a record that is no event is counted once, though its reject or its commit fails at first", async () => {
  const telemetry = startTelemetry({ version: "0", logger: ground.logger });
  const observer = createWriteObserver(telemetry, ground.clock);
  const failure = new OperatingError("Not now", { retryable: true });
  const write = async (broken: "append" | "commit" | "none") => {
    let left = 1;
    const poll = async () => (left-- > 0 ? [{ ...RECORD, value: "{", offset: 7 }] : []);
    const log: EventLog = {
      ...ground.log,
      append: (...append) =>
        broken === "append" ? Promise.reject(failure) : ground.log.append(...append),
    };
    const commit = () => (broken === "commit" ? Promise.reject(failure) : Promise.resolve());
    const options = { ...ground, store: store.writer, observer, log, stopping: NEVER };
    await writeTopic(consumeFrom(poll, { commit }), EVENT_ROUTE, options);
  };
  await expect(write("append")).rejects.toBe(failure);
  await expect(write("commit")).rejects.toBe(failure);
  await write("none");
  const metrics = readMetrics(await telemetry.scrape());
  expect(metrics.get('vigie_events_rejected_total{reason="unreadable-record"}')).toBe(1);
  await telemetry.stop();
});
