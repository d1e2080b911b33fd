import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTaking } from "../../ingest/accept/create-taking.ts";
import { openIdentities } from "../../ingest/accept/open-identities.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent, NOW_MS } from "./make-event.ts";
import { AHEAD_MAX_MS, type Ground, IDENTITIES_KEPT_MS, openGround } from "./open-ground.ts";

/** As long as Kafka's client tries. */
const TRIED_MS = 25_000;
/** Three times as many as are written together. */
const MANY = 192;

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(() => ground.close());

/** Senders, and a log whose first append lasts until it is let go, or fails. */
async function start() {
  const { clock, log, state } = ground;
  const began = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const stopping = new AbortController();
  let appends = 0;
  const take = createTaking({
    log: {
      append: async (topic, entries) => {
        began.resolve();
        if (appends++ === 0) await first.promise;
        await log.append(topic, entries);
      },
    },
    identities: await openIdentities(state, IDENTITIES_KEPT_MS),
    ...{ clock, aheadMaxMs: AHEAD_MAX_MS, stopping: stopping.signal },
  });
  const send = (id: string): Promise<string> => {
    const bytes = Buffer.from(JSON.stringify(makeEvent({ id })));
    const items = [{ bytes, origin: "test", position: id }];
    return take({ items, grant: "local", nowMs: clock.nowMs() }).then(
      () => "taken",
      (error) => (error instanceof OperatingError && error.retryable ? "again" : String(error)),
    );
  };
  const firstSent = send("first");
  await began.promise;
  return {
    first: firstSent,
    send,
    sendMany: () => Promise.all(Array.from({ length: MANY }, (_, at) => send(`many-${at}`))),
    appends: () => appends,
    letGo: first.resolve,
    fail: () => first.reject(new OperatingError("Cannot append now", { retryable: true })),
    stop: () => stopping.abort(),
  };
}

const manyTimes = (answer: string) => Array.from({ length: MANY }, () => answer);

describe("where a write lasts long", () => {
  test("and fails, what waited for it is told to come again, and what came late is tried", async () => {
    const { first, send, sendMany, fail, appends } = await start();
    const many = sendMany();
    await ground.clock.advanceTo(NOW_MS + TRIED_MS);
    const late = send("late");
    fail();
    expect(await first).toBe("again");
    expect(await many).toEqual(manyTimes("again"));
    expect(await late).toBe("taken");
    expect(appends()).toBe(2);
  });

  test("and succeeds, all that waited for it is taken", async () => {
    const { first, sendMany, letGo } = await start();
    const many = sendMany();
    await ground.clock.advanceTo(NOW_MS + TRIED_MS);
    letGo();
    expect(await first).toBe("taken");
    expect(await many).toEqual(manyTimes("taken"));
  });

  test("at the end, what waited for it is told to come again", async () => {
    const { first, sendMany, letGo, stop, appends } = await start();
    const many = sendMany();
    stop();
    await ground.clock.advanceTo(NOW_MS + TRIED_MS);
    letGo();
    expect(await first).toBe("taken");
    expect(await many).toEqual(manyTimes("again"));
    expect(appends()).toBe(1);
  });
});

describe("where a write fails soon", () => {
  test("what came meanwhile is tried", async () => {
    const { first, sendMany, fail } = await start();
    const many = sendMany();
    fail();
    expect(await first).toBe("again");
    expect(await many).toEqual(manyTimes("taken"));
  });

  test("at the end nothing more is tried", async () => {
    const { first, sendMany, fail, stop, appends } = await start();
    const many = sendMany();
    stop();
    fail();
    expect(await first).toBe("again");
    expect(await many).toEqual(manyTimes("again"));
    expect(appends()).toBe(1);
  });
});

test("at the end all that was brought is taken, where it is written soon", async () => {
  const { sendMany, letGo, stop } = await start();
  const many = sendMany();
  stop();
  letGo();
  expect(await many).toEqual(manyTimes("taken"));
  expect(await ground.read(TOPICS.events)).toHaveLength(MANY + 1);
});
