import { afterEach, beforeEach, expect, test } from "vitest";
import { createAcceptor } from "../../ingest/accept/create-acceptor.ts";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { makeEvent } from "./make-event.ts";
import { AHEAD_MAX_MS, type Ground, IDENTITIES_KEPT_MS, openGround } from "./open-ground.ts";

const LONG_CHARACTERS = 10_000;

let ground: Ground;
beforeEach(async () => {
  ground = await openGround();
});
afterEach(() => ground.close());

/** Five senders, each with an event and what is none, and the third's event is long. */
async function sendTogether(append: EventLog["append"]) {
  const { state, clock } = ground;
  const acceptor = await createAcceptor({
    ...{ log: { append }, state, clock },
    ...{ aheadMaxMs: AHEAD_MAX_MS, identitiesKeptMs: IDENTITIES_KEPT_MS },
  });
  const calls = [0, 1, LONG_CHARACTERS, 3, 4].map((characters, index) => {
    const event = makeEvent({ id: `${index}`, padding: "x".repeat(characters) });
    const items = [event, "none"].map((item, position) => ({
      bytes: Buffer.from(JSON.stringify(item)),
      ...{ origin: `sender-${index}`, position: `${position}` },
    }));
    return acceptor.accept(items, "local");
  });
  return Promise.allSettled(calls);
}

async function readAll() {
  const [events, rejects] = [await ground.read(TOPICS.events), await ground.read(TOPICS.rejects)];
  return {
    events: events.map(({ value }) => JSON.parse(value).id),
    rejects: rejects.map(({ value }) => JSON.parse(value).origin),
  };
}

/** As Kafka does where an entry is larger than its topic takes, each time it is asked. */
function refuseLong(retryable: boolean): EventLog["append"] {
  return async (topic, entries) => {
    if (entries.some(({ value }) => value.length > LONG_CHARACTERS))
      throw new OperatingError("Cannot append: too large", { retryable });
    await ground.log.append(topic, entries);
  };
}

test("what the log refuses for good of one call is refused to its sender alone", async () => {
  const outcomes = await sendTogether(refuseLong(false));
  const [good, bad] = ["fulfilled", "rejected"];
  expect(outcomes.map(({ status }) => status)).toEqual([good, good, bad, good, good]);
  expect(outcomes[0]).toMatchObject({ value: { accepted: 1, rejected: [{ index: 1 }] } });
  const others = ["0", "1", "3", "4"];
  expect(await readAll()).toEqual({
    events: others,
    rejects: others.map((sender) => `sender-${sender}`),
  });
});

test("what the log may take later is refused to all, and no reject is told without its call", async () => {
  const outcomes = await sendTogether(refuseLong(true));
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill("rejected"));
  expect(await readAll()).toEqual({ events: [], rejects: [] });
});

test("where the log goes away while each is written alone, the others are not tried one by one", async () => {
  let tries = 0;
  const outcomes = await sendTogether(async (topic, entries) => {
    if (topic === TOPICS.events && ++tries > 2)
      throw new OperatingError("Cannot append: nobody answers", { retryable: true });
    await refuseLong(false)(topic, entries);
  });
  const away = { status: "rejected", reason: { retryable: true } };
  expect(outcomes).toMatchObject([{ status: "fulfilled" }, away, away, away, away]);
  expect(tries).toBe(3);
  expect((await readAll()).events).toEqual(["0"]);
});
