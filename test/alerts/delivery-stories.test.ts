import { afterEach, expect, test } from "vitest";
import type { z } from "zod";
import { identifyIncident } from "../../alerts/identify-incident.ts";
import type { alertsSchema } from "../../schemas/alerts.ts";
import type { DecisionJson } from "../../schemas/decision.ts";
import type { Finding } from "../../schemas/finding.ts";
import { webhookSchema } from "../../schemas/pagers/webhook.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

const MINUTE_MS = 60_000;
const DECISION = "0b9fc1f2-6f0d-4c0c-9d1a-6a5a8f1f0c12";
const HOUR_MS = 60 * MINUTE_MS;

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/**
 * `on-call`, in whose place `sms` tells, and which tells by itself what the routes say. That
 * `on-call` fails is not looked at here.
 */
async function openWorld(alerts: Partial<z.input<typeof alertsSchema>> = {}) {
  const sms = await openWebhookReceiver();
  const other = { name: "sms", kind: "webhook", url: sms.url, allowLoopback: true };
  const pager = webhookSchema.parse({ ...other, severities: [] });
  const world = await openAlertsWorld({ fallback: "sms" }, [pager], alerts);
  endings.push(sms.close, world.close);
  const start = async () => {
    const running = await world.start();
    endings.push(running.stop);
    return running;
  };
  const bySms = () =>
    sms.received
      .map(({ text }) => JSON.parse(text))
      .filter(({ incident }) => incident.kind !== "pager-failed");
  return {
    ...{ ...world, sms, start },
    toldBySms: () => bySms().map(({ reason, incident }) => `${reason} ${incident.kind}`),
    keysOfSms: () => bySms().map(({ dedupKey }) => dedupKey as string),
  };
}

const late = aFinding({ kind: "late", severity: "warning" });
const missing = aFinding();
/** Of the same cause. */
const other = aFinding({
  series: { ...VISITOR_DB, asset: "BadgeDb" },
  slot: "2026-11-17T00:01:00Z",
  openedAt: "2026-11-17T06:08:00Z",
});
/** Of a cause of its own. */
const another = aFinding({
  series: { ...VISITOR_DB, tenant: "globex" },
  slot: "2026-11-17T00:02:00Z",
});
const acknowledged = (finding: Finding): DecisionJson => ({
  ...{ kind: "acknowledge", id: DECISION, incident: identifyIncident(finding) },
  ...{ time: "2026-11-17T06:25:00Z", author: "Claire Martin", reason: "seen" },
});

test("what a pager tells in another's place has a key of its own", async () => {
  const world = await openWorld({
    routes: [
      { name: "desk", to: ["on-call", "sms"], remind: "1h", continue: true },
      { name: "nights", severities: ["critical"], to: ["sms"], remind: "2h" },
      { name: "rest", to: ["log"] },
    ],
  });
  await world.start();
  await world.say(late);
  await world.pass(2 * MINUTE_MS);
  await world.say(missing);
  await world.pass(30 * MINUTE_MS);
  world.receiver.behave(503);
  await world.pass(40 * MINUTE_MS);
  expect(world.toldBySms()).toEqual(["opened missing", "reminded missing"]);
  world.receiver.behave(200);
  await world.pass(HOUR_MS);
  expect(world.toldBySms()).toEqual(["opened missing", "reminded missing", "reminded missing"]);
  expect(new Set(world.keysOfSms()).size).toBe(3);
});

test("a pager that tells something by itself does not tell it in another's place too", async () => {
  const world = await openWorld({
    routes: [
      { name: "desk", to: ["on-call", "sms"], continue: true },
      { name: "nights", severities: ["critical"], to: ["sms"] },
      { name: "rest", to: ["log"] },
    ],
  });
  await world.start();
  await world.say(late);
  await world.pass(2 * MINUTE_MS);
  world.receiver.behave(503);
  await world.say(missing);
  await world.pass(20 * MINUTE_MS);
  expect(world.told().at(-1)).toBe("escalated missing");
  expect(world.toldBySms()).toEqual(["opened missing"]);
});

test("what gets critical behind a warning that failed is told by the fallback within minutes", async () => {
  const world = await openWorld();
  await world.start();
  world.receiver.behave(503);
  await world.say(late);
  await world.pass(20 * MINUTE_MS);
  expect(world.toldBySms()).toEqual([]);
  await world.say(missing);
  await world.pass(MINUTE_MS);
  expect(world.toldBySms()).toEqual(["escalated missing"]);
  world.receiver.behave(200);
  const before = world.told().length;
  await world.pass(10 * MINUTE_MS);
  // The older one says nothing that this one does not.
  expect(world.told().slice(before)).toEqual(["escalated missing"]);
});

test("the fallback hears what follows, of what it could not tell the newest", async () => {
  const world = await openWorld({ remind: "30m" });
  await world.start();
  world.receiver.behave(503);
  world.sms.behave(503);
  await world.say(missing);
  await world.pass(10 * MINUTE_MS);
  expect(new Set(world.toldBySms())).toEqual(new Set(["opened missing"]));
  await world.say(other);
  await world.pass(MINUTE_MS);
  world.sms.behave(200);
  const before = world.toldBySms().length;
  await world.pass(40 * MINUTE_MS);
  expect(world.toldBySms().slice(before)).toEqual(["joined missing", "reminded missing"]);
  await world.say(resolvedOf(missing), resolvedOf(other));
  await world.pass(MINUTE_MS);
  expect(world.toldBySms().at(-1)).toBe("resolved missing");
});

test("what is over or in hand before its pager has failed for long is told by no fallback", async () => {
  const world = await openWorld();
  await world.start();
  world.receiver.behave(503);
  await world.say(missing);
  await world.pass(3 * MINUTE_MS);
  await world.say(resolvedOf(missing));
  await world.pass(10 * MINUTE_MS);
  expect(world.toldBySms()).toEqual([]);
  world.receiver.behave(200);
  await world.pass(10 * MINUTE_MS);
  world.receiver.behave(503);
  await world.say(another);
  await world.pass(2 * MINUTE_MS);
  await world.decide(acknowledged(another));
  await world.pass(HOUR_MS);
  expect(world.toldBySms()).toEqual([]);
});

test("a fallback hears of the end each time that an incident comes back", async () => {
  const world = await openWorld();
  await world.start();
  world.receiver.behave(503);
  await world.say(missing);
  await world.pass(10 * MINUTE_MS);
  await world.say(resolvedOf(missing));
  await world.pass(10 * MINUTE_MS);
  expect(world.toldBySms()).toEqual(["opened missing", "resolved missing"]);
  const again = { ...missing, openedAt: "2026-11-17T06:18:00Z", id: "f".repeat(32) };
  await world.say(again);
  await world.pass(10 * MINUTE_MS);
  await world.say(resolvedOf(again));
  await world.pass(MINUTE_MS);
  const once = ["opened missing", "resolved missing"];
  expect(world.toldBySms()).toEqual([...once, ...once]);
});

test("who heard that it opened hears that it is over, though a reminder was given up", async () => {
  const world = await openWorld({ remind: "30m" });
  await world.start();
  await world.say(missing);
  await world.pass(20 * MINUTE_MS);
  world.receiver.behave(503);
  await world.pass(15 * MINUTE_MS);
  await world.say(resolvedOf(missing));
  await world.pass(75 * MINUTE_MS);
  world.receiver.behave(200);
  const before = world.told().length;
  await world.pass(10 * MINUTE_MS);
  expect(world.told().slice(before)).toEqual(["resolved missing"]);
});

test("it hears so too where the reminder was given up before it was over", async () => {
  const world = await openWorld({ remind: "2h" });
  await world.start();
  await world.say(missing);
  await world.pass(HOUR_MS);
  world.receiver.behave(503);
  await world.pass(2.5 * HOUR_MS);
  world.receiver.behave(200);
  await world.say(resolvedOf(missing));
  const before = world.told().length;
  await world.pass(10 * MINUTE_MS);
  expect(world.told().slice(before)).toEqual(["resolved missing"]);
});

test("what a pager owed that was taken out of the configuration is told by those that are", async () => {
  const world = await openWorld({
    routes: [{ kinds: ["late"], to: ["on-call", "sms"] }, { to: "on-call" }],
  });
  const running = await world.start();
  world.receiver.behave(503);
  await world.say(late, another);
  await world.pass(10 * MINUTE_MS);
  expect(world.toldBySms()).toEqual(["opened missing"]);
  await running.stop();
  for (const table of ["outbox", "told", "pager_health"])
    await world.state.transact(({ run }) =>
      run(`UPDATE ${table} SET pager = 'former' WHERE pager = 'on-call'`),
    );
  world.receiver.behave(200);
  const before = world.told().length;
  await world.start();
  await world.pass(MINUTE_MS);
  expect(world.toldBySms()).toEqual(["opened missing", "opened late"]);
  expect(world.told().slice(before)).toContain("opened missing");
  const resolutions = [];
  for await (const { value } of world.log.replay(TOPICS.findings))
    resolutions.push(JSON.parse(value).resolution);
  expect(resolutions.at(-1)).toBe("the pager is no longer in the configuration");
});
