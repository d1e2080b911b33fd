import { afterEach, beforeEach, expect, test } from "vitest";
import { type Finding, findingSchema } from "../../schemas/finding.ts";
import { webhookSchema } from "../../schemas/pagers/webhook.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { aFinding, resolvedOf } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

const MINUTE_MS = 60_000;

let world: Awaited<ReturnType<typeof openAlertsWorld>>;
/** What `on-call` falls back to; it is told nothing by itself. */
let sms: Awaited<ReturnType<typeof openWebhookReceiver>>;
/** Told of all that is critical. */
let noc: Awaited<ReturnType<typeof openWebhookReceiver>>;

beforeEach(async () => {
  [sms, noc] = [await openWebhookReceiver(), await openWebhookReceiver()];
  const pager = (name: string, url: string, severities: readonly string[]) =>
    webhookSchema.parse({ name, kind: "webhook", url, allowLoopback: true, severities });
  const others = [pager("sms", sms.url, []), pager("noc", noc.url, ["critical"])];
  world = await openAlertsWorld({ fallback: "sms" }, others);
});

afterEach(async () => {
  await world.close();
  await sms.close();
  await noc.close();
});

const missing = aFinding();
const failed = aFinding({ kind: "failed", severity: "warning" });
const said = ({ received }: Awaited<ReturnType<typeof openWebhookReceiver>>) =>
  received.map(({ text }) => {
    const { reason, incident } = JSON.parse(text);
    return `${reason} ${incident.kind}`;
  });

/** The versions of `pager-failed` in the log. */
async function pagerFailed(): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const { value } of world.log.replay(TOPICS.findings)) {
    const finding = findingSchema.parse(JSON.parse(value));
    if (finding.kind === "pager-failed") findings.push(finding);
  }
  return findings;
}

test("a critical one is told by the fallback after five minutes, while its pager is tried on", async () => {
  const alerts = await world.start();
  world.receiver.behave(503);
  await world.say(missing);
  await world.pass(5 * MINUTE_MS);
  expect(said(sms)).toEqual([]);
  await world.pass(MINUTE_MS);
  expect(said(sms)).toEqual(["opened missing"]);
  const attempts = world.told().length;
  await world.pass(15 * MINUTE_MS);
  expect(world.told().length).toBeGreaterThan(attempts);
  expect(said(sms)).toEqual(["opened missing"]);
  world.receiver.behave(200);
  await world.pass(10 * MINUTE_MS);
  await world.say(resolvedOf(missing));
  await world.pass(MINUTE_MS);
  expect(said(sms)).toEqual(["opened missing", "resolved missing"]);
  expect(world.told().at(-1)).toBe("resolved missing");
  await alerts.stop();
});

test("a warning is told by the fallback when it is given up", async () => {
  const alerts = await world.start();
  world.receiver.behave("drop");
  await world.say(failed);
  await world.pass(50 * MINUTE_MS);
  expect(said(sms)).toEqual([]);
  await world.pass(20 * MINUTE_MS);
  expect(said(sms)).toEqual(["opened failed"]);
  await alerts.stop();
});

test("a pager that fails for five minutes is told by the others, once, until it works again", async () => {
  const alerts = await world.start();
  world.receiver.behave(503);
  await world.say(missing);
  await world.pass(20 * MINUTE_MS);
  expect(said(noc)).toEqual(["opened missing", "opened pager-failed"]);
  expect(world.told().every((what) => what === "opened missing")).toBe(true);
  expect(await pagerFailed()).toMatchObject([
    {
      version: 1,
      severity: "critical",
      evidence: { pager: "on-call", since: "2026-11-17T06:00:10Z", reason: "it answered 503" },
      resolvedAt: null,
    },
  ]);
  world.receiver.behave(200);
  await world.pass(10 * MINUTE_MS);
  expect(said(noc)).toEqual(["opened missing", "opened pager-failed", "resolved pager-failed"]);
  expect(await pagerFailed()).toMatchObject([
    {},
    { version: 2, resolution: "the pager works again" },
  ]);
  await alerts.stop();
});

test("a pager that fails again is another finding", async () => {
  const alerts = await world.start();
  for (const slot of ["2026-11-17T00:00:00Z", "2026-11-18T00:00:00Z"]) {
    world.receiver.behave(503);
    await world.say(aFinding({ slot }));
    await world.pass(10 * MINUTE_MS);
    world.receiver.behave(200);
    await world.pass(10 * MINUTE_MS);
  }
  const findings = await pagerFailed();
  expect(findings.map(({ version }) => version)).toEqual([1, 2, 1, 2]);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(2);
  await alerts.stop();
});

test("where every pager fails no finding leads to another, and the log says it", async () => {
  const alerts = await world.start();
  for (const receiver of [world.receiver, sms, noc]) receiver.behave("drop");
  await world.say(missing, failed);
  await world.pass(30 * MINUTE_MS);
  const findings = await pagerFailed();
  expect(findings.map(({ evidence }) => evidence["pager"]).toSorted()).toEqual([
    "noc",
    "on-call",
    "sms",
  ]);
  const told = world.lines.filter(({ msg }) => msg.startsWith("incident opened: Pager"));
  expect(told).toHaveLength(3);
  await alerts.stop();
});

test("a kill after a finding was written, before that was remembered, tells it once", async () => {
  const alerts = await world.start();
  world.receiver.behave(503);
  await world.say(missing);
  await world.pass(10 * MINUTE_MS);
  await alerts.stop();
  await world.state.transact(({ run }) => run("UPDATE pager_health SET published_version = 0"));
  const again = await world.start();
  await world.pass(5 * MINUTE_MS);
  expect((await pagerFailed()).map(({ version }) => version)).toEqual([1, 1]);
  expect(said(noc)).toEqual(["opened missing", "opened pager-failed"]);
  await again.stop();
});
