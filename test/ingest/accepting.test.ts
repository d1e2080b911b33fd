import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Item } from "../../ingest/accept/acceptance.ts";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { packItems, unpackItems } from "../../ingest/accept/thread/pack-items.ts";
import { type Accepting, startAccepting } from "../../ingest/accept/thread/start-accepting.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { LogConnection } from "../../platform/log/open-log.ts";
import { Database, WAL_BYTES_MAX } from "../../platform/sqlite/database.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent, makeHeartbeat, NOW_MS } from "./make-event.ts";
import { AHEAD_MAX_MS, type Ground, IDENTITIES_KEPT_MS, openGround } from "./open-ground.ts";

const MB = 2 ** 20;
/** With a little more than 5 MB each. */
const CALLS_OF_64_MB = 12;
const POLL = { timeout: 30_000, interval: 20 };
const GRANT = {
  ...{ tenant: "acme", sources: ["/sqlserver"] },
  others: { collectors: ["theirs"], vaults: ["their-vault"] },
};

let ground: Ground;
let accepting: Accepting | undefined;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(async () => {
  await accepting?.stop();
  accepting = undefined;
  await ground.close();
});

async function start(options: { log?: LogConnection; heapMbMax?: number } = {}) {
  const { directory, clock, logger } = ground;
  accepting = await startAccepting({
    log: { kind: "embedded", directory: join(directory, "log") },
    state: { kind: "sqlite", file: join(directory, "state.sqlite") },
    aheadMaxMs: AHEAD_MAX_MS,
    identitiesKeptMs: IDENTITIES_KEPT_MS,
    ...{ clock, logger, ...options },
  });
  return accepting;
}

function toItem(event: unknown, index = 0): Item {
  const text = typeof event === "string" ? event : JSON.stringify(event);
  return { bytes: Buffer.from(text), origin: "test", position: `line ${index}` };
}

function makeItems(count: number, prefix = "", padding = ""): Item[] {
  return Array.from({ length: count }, (_, at) =>
    toItem(makeEvent({ id: `${prefix}${at}`, padding }), at),
  );
}

async function idsInLog(): Promise<string[]> {
  return (await ground.read(TOPICS.events)).map(({ value }) => JSON.parse(value).id);
}

const SENT = [
  makeEvent({ id: "good" }),
  makeEvent({ id: "good" }),
  makeEvent({ id: "big" }, { sizeBytes: "9223372036854775807" }),
  makeHeartbeat({ id: "beat" }),
  makeHeartbeat({ id: "theirs" }, { collector: "theirs" }),
  makeHeartbeat({ id: "their-vault" }, { covers: { sources: [], vaults: ["their-vault"] } }),
  makeEvent({ id: "big", other: "content" }),
  makeEvent({ source: "/elsewhere" }),
  makeEvent({}, { sizeBytes: -1 }),
  { nothing: true },
  '{"half":',
  "",
];

describe("events that are taken on a thread of their own", () => {
  test("get the answer that they get here, and are in the log as they are from here", async () => {
    const unread = { fault: "too-large", reason: "a line", bytesTotal: 7 } as const;
    const items = [...SENT.map(toItem), { ...toItem("", 10), unread }];
    const elsewhere = await openGround();
    try {
      const here = await createAcceptor({
        ...{ log: elsewhere.log, state: elsewhere.state, clock: elsewhere.clock },
        ...{ aheadMaxMs: AHEAD_MAX_MS, identitiesKeptMs: IDENTITIES_KEPT_MS },
      });
      const { accept } = await start();
      const answer = await accept(items, GRANT);
      expect(answer).toEqual(await here.accept(items, GRANT));
      const refused = answer.rejected.filter(({ fault }) => fault.endsWith("-refused"));
      expect(refused.map(({ index }) => index)).toEqual([4, 5, 7]);
      for (const topic of [TOPICS.events, TOPICS.rejects])
        expect(await ground.read(topic)).toEqual(await elsewhere.read(topic));
    } finally {
      await elsewhere.close();
    }
  });

  test("are known there and here as one, whichever takes them in", async () => {
    const { accept } = await start();
    expect(await accept(makeItems(3), GRANT)).toMatchObject({ accepted: 3 });
    expect(await ground.acceptor.accept(makeItems(4), GRANT)).toMatchObject({ duplicate: 3 });
    expect(await accept(makeItems(5), GRANT)).toMatchObject({ accepted: 1, duplicate: 4 });
  });

  test("are received when the clock of whoever sent them says", async () => {
    const { accept } = await start();
    await accept(makeItems(1, "first"), GRANT);
    await ground.clock.advanceTo(NOW_MS + 60_000);
    await accept(makeItems(1, "second"), GRANT);
    const records = await ground.read(TOPICS.events);
    expect(records.map(({ appendedAtMs }) => appendedAtMs)).toEqual([NOW_MS, NOW_MS + 60_000]);
    expect(JSON.parse(records[1]?.value ?? "").receivedtime).toBe("2026-11-20T02:01:00Z");
  });

  test("lie in the log in the order of their calls, each once", async () => {
    const { accept } = await start();
    const calls = Array.from({ length: 40 }, (_, call) => makeItems(1 + call * 5, `${call}-`));
    await Promise.all(calls.map((items) => accept(items, GRANT)));
    const sent = calls.flat().map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()).id);
    expect(await idsInLog()).toEqual(sent);
  });

  test("move from the WAL of log and state into their files, beside the thread", async () => {
    const { accept } = await start();
    for (let call = 0; call < 10; call++) await accept(makeItems(2_000, `${call}-`), GRANT);
    for (const name of [join("log", "log.sqlite"), "state.sqlite"]) {
      const file = join(ground.directory, name);
      await expect.poll(async () => (await stat(file)).size, POLL).toBeGreaterThan(2 * MB);
      expect((await stat(`${file}-wal`)).size).toBeLessThan(WAL_BYTES_MAX);
    }
  });

  test("are answered before the thread stops, and not taken afterwards", async () => {
    const { accept, stop } = await start();
    const calls = Array.from({ length: 12 }, (_, call) =>
      accept(makeItems(200, `${call}-`), GRANT),
    );
    await stop();
    const answers = await Promise.all(calls);
    expect(answers.map(({ accepted }) => accepted)).toEqual(calls.map(() => 200));
    expect(await idsInLog()).toHaveLength(12 * 200);
    await expect(accept(makeItems(1, "late"), GRANT)).rejects.toMatchObject({ retryable: true });
  });
});

describe("a thread that cannot write", () => {
  test("acknowledges nothing while the log is full, and takes the same again afterwards", async () => {
    const log = { kind: "embedded", directory: join(ground.directory, "log") } as const;
    const { accept } = await start({ log: { ...log, bytesMax: MB / 4 } });
    await accept(makeItems(1, "filling", "x".repeat(100_000)), GRANT);
    const last = makeItems(1, "last", "y".repeat(200_000));
    const failure = await accept(last, GRANT).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OperatingError);
    expect(failure).toMatchObject({ retryable: true, hint: expect.stringContaining("free space") });
    await ground.log.trim(TOPICS.events, NOW_MS + 1);
    expect(await accept(last, GRANT)).toMatchObject({ accepted: 1, duplicate: 0 });
  });

  test("does not start, and says why", async () => {
    const directory = join(ground.directory, "state.sqlite", "below-a-file");
    await expect(start({ log: { kind: "embedded", directory } })).rejects.toThrow(OperatingError);
  });

  test("is followed by another where it dies, and what it had was not acknowledged", async () => {
    const { accept } = await start({ heapMbMax: 24 });
    const bomb = makeItems(3_000, "bomb", "x".repeat(15_000));
    const rest = makeItems(5, "rest");
    const [exploded, beside] = await Promise.allSettled([accept(bomb, GRANT), accept(rest, GRANT)]);
    expect(exploded).toMatchObject({ status: "rejected", reason: { retryable: true } });
    expect(beside.status).toBe("rejected");
    const again = await accept(rest, GRANT);
    expect(again).toMatchObject({ accepted: 5, rejected: [] });
    expect(new Set(await idsInLog())).toEqual(new Set(rest.map((_, at) => `rest${at}`)));
  });
});

describe("a thread that is behind", () => {
  /** Nobody else writes to the log while it is held. */
  function holdLog() {
    const database = new Database(join(ground.directory, "log", "log.sqlite"));
    database.exec("begin immediate");
    return () => {
      database.exec("rollback");
      database.close();
    };
  }

  test("has no more bytes waiting than is bounded, and loses none of them", async () => {
    const { accept } = await start();
    const release = holdLog();
    const tooLong = toItem("x".repeat(5 * MB), 1);
    const calls = Array.from({ length: 16 }, (_, call) =>
      accept([...makeItems(1, `${call}-`), tooLong], GRANT),
    );
    const settled = Promise.allSettled(calls);
    const refused = await Promise.race(calls).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      retryable: true,
      message: expect.stringContaining("wait already"),
    });
    release();
    const answers = await settled;
    const taken = answers.flatMap((answer, call) => (answer.status === "fulfilled" ? [call] : []));
    expect(taken).toEqual(Array.from({ length: CALLS_OF_64_MB }, (_, call) => call));
    expect(await idsInLog()).toEqual(taken.map((call) => `${call}-0`));
    expect(await ground.read(TOPICS.rejects)).toHaveLength(CALLS_OF_64_MB);
  });

  test("has no more than so many calls waiting", async () => {
    const { accept } = await start();
    const release = holdLog();
    const calls = Array.from({ length: 1_030 }, (_, call) =>
      accept(makeItems(1, `${call}-`), GRANT),
    );
    const settled = Promise.allSettled(calls);
    await Promise.race(calls).catch(release);
    const answers = await settled;
    expect(answers.filter(({ status }) => status === "rejected")).toHaveLength(6);
    expect(await idsInLog()).toHaveLength(1_024);
  });
});

test("items come out of one piece of memory as they went in", () => {
  const unread = { fault: "not-json", reason: "no" } as const;
  const items: Item[] = [
    toItem("a"),
    toItem("", 1),
    { ...toItem("é", 2), unread },
    toItem("last", 3),
  ];
  items.push({ ...toItem("again", 4), replayOf: "first" });
  const out = unpackItems(structuredClone(packItems(items)));
  expect(out).toEqual(items.map((item) => ({ ...item, bytes: new Uint8Array(item.bytes) })));
  expect(unpackItems(packItems([]))).toEqual([]);
});
