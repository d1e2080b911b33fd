import { afterEach, beforeEach, expect, test } from "vitest";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { heartbeatSchema } from "../../schemas/heartbeat.ts";
import { aFinding } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

const MINUTE_MS = 60_000;

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
/** The dead man's switch: it has no other way to know that Vigie lives. */
let deadMan: Awaited<ReturnType<typeof openWebhookReceiver>>;

beforeEach(async () => {
  world = await openAlertsWorld();
  deadMan = await openWebhookReceiver();
});
afterEach(async () => {
  await world.close();
  await deadMan.close();
});

const heartbeat = (changes: object = {}) =>
  heartbeatSchema.parse({ url: deadMan.url, allowLoopback: true, ...changes });

function logThat(consume: typeof world.log.consume): typeof world.log {
  const { log } = world;
  return {
    append: (...entries) => log.append(...entries),
    consume,
    replay: (...replay) => log.replay(...replay),
    trim: (...trim) => log.trim(...trim),
    close: () => log.close(),
  };
}

/** How many signs of life come in ten minutes. */
async function beats(): Promise<number> {
  const before = deadMan.received.length;
  await world.pass(10 * MINUTE_MS);
  return deadMan.received.length - before;
}

test("a sign of life comes each minute while all is well", async () => {
  const alerts = await world.start({ heartbeat: heartbeat() });
  expect(await beats()).toBe(10);
  expect(deadMan.received[0]).toMatchObject({ method: "POST", path: "/hook", text: "" });
  await alerts.stop();
});

test("it comes by GET and as often as is said, from an address that is a secret", async () => {
  const url = { env: "SNITCH" };
  const given = heartbeat({ url, method: "GET", every: "5m" });
  const alerts = await world.start({ heartbeat: given, readSecret: () => deadMan.url });
  expect(await beats()).toBe(2);
  expect(deadMan.received[0]).toMatchObject({ method: "GET" });
  await alerts.stop();
});

test("it stays away while the log does not answer, and says why in our own log", async () => {
  let isDown = false;
  const consume: typeof world.log.consume = async (...wanted) => {
    const consumer = await world.log.consume(...wanted);
    return {
      poll: async (recordsMax) => {
        if (isDown) throw new OperatingError("Cannot read the log", { retryable: true });
        return consumer.poll(recordsMax);
      },
      mark: () => consumer.mark(),
      commit: (mark) => consumer.commit(mark),
      lag: () => consumer.lag(),
      held: () => consumer.held(),
      close: () => consumer.close(),
    };
  };
  const alerts = await world.start({ heartbeat: heartbeat(), log: logThat(consume) });
  expect(await beats()).toBe(10);
  isDown = true;
  await world.pass(4 * MINUTE_MS);
  expect(await beats()).toBe(0);
  isDown = false;
  await world.pass(MINUTE_MS);
  expect(await beats()).toBe(10);
  const said = world.lines.filter(({ msg }) => /heartbeat/.test(msg)).map(({ msg }) => msg);
  expect(said).toEqual([
    "The heartbeat to the dead man's switch stays away",
    "The heartbeat is back",
  ]);
  await alerts.stop();
});

test("it stays away while the analysis stands still", async () => {
  const stoodStillAtMs = world.clock.nowMs();
  const alerts = await world.start({ heartbeat: heartbeat(), analysisAtMs: () => stoodStillAtMs });
  await world.pass(4 * MINUTE_MS);
  expect(await beats()).toBe(0);
  await alerts.stop();
});

test("it stays away while no pager reaches anybody", async () => {
  const alerts = await world.start({ heartbeat: heartbeat() });
  world.receiver.behave(503);
  await world.say(aFinding());
  await world.pass(7 * MINUTE_MS);
  expect(await beats()).toBe(0);
  world.receiver.behave(200);
  await world.pass(10 * MINUTE_MS);
  expect(await beats()).toBe(10);
  await alerts.stop();
});

test("a switch that does not answer holds up nothing", async () => {
  deadMan.behave("drop");
  const alerts = await world.start({ heartbeat: heartbeat() });
  await world.say(aFinding());
  await world.pass(2 * MINUTE_MS);
  expect(world.told()).toEqual(["opened missing"]);
  await alerts.stop();
});
