import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { alertmanagerSchema } from "../../../schemas/pagers/alertmanager.ts";
import { aFinding, resolvedOf } from "../../alerts/a-finding.ts";
import { openAlertsWorld } from "../../alerts/alerts-world.ts";
import { openWebhookReceiver } from "../../alerts/webhook-receiver.ts";
import { findFreePorts } from "../../services/find-free-port.ts";
import { missingPrometheus } from "../../services/prometheus/missing-prometheus.ts";
import {
  startAlertmanager,
  type TestAlertmanager,
} from "../../services/prometheus/start-alertmanager.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const SOON_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Alertmanager has real time, in which it groups for half a second. */
const POLL = { timeout: 15_000, interval: 100 };

const notificationSchema = z.object({
  status: z.string(),
  alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })),
});

const skipped = missingPrometheus(process.env);
const systemClock = createSystemClock();

const missing = aFinding();
const badge = aFinding({ kind: "copy-damaged", series: { ...VISITOR_DB, asset: "BadgeDb" } });
const late = aFinding({ kind: "late", severity: "warning", openedAt: "2026-11-17T01:01:00Z" });

describe.skipIf(skipped)(`Alertmanager${skipped ? ` (skipped: ${skipped})` : ""}`, () => {
  let team: Awaited<ReturnType<typeof openWebhookReceiver>>;
  let world: Awaited<ReturnType<typeof openAlertsWorld>>;
  const servers: TestAlertmanager[] = [];

  beforeEach(async () => {
    team = await openWebhookReceiver();
  });

  afterEach(async () => {
    await world?.close();
    for (const server of servers.splice(0)) await server.remove();
    await team.close();
  });

  async function open(...wanted: readonly Partial<Parameters<typeof startAlertmanager>[0]>[]) {
    const started = wanted.map((one) => startAlertmanager({ webhook: team.url, ...one }));
    servers.push(...(await Promise.all(started)));
    const urls = servers.map(({ url }) => url);
    const pager = { name: "alertmanager", kind: "alertmanager", urls, allowLoopback: true };
    world = await openAlertsWorld({ severities: [] }, [alertmanagerSchema.parse(pager)]);
  }

  function only(): TestAlertmanager {
    const [server] = servers;
    if (!server) throw new Error("none was started");
    return server;
  }

  /** What an Alertmanager says that fires: `missing VisitorDb active`. */
  async function firing(server = only()): Promise<readonly string[]> {
    const alerts = await server.alerts();
    return alerts
      .map(({ labels, status }) => `${labels["alertname"]} ${labels["asset"]} ${status.state}`)
      .toSorted();
  }

  /** What it told the team: one line for each notification, such as `firing missing+missing`. */
  function told(): readonly string[] {
    return team.received.map(({ text }) => {
      const { alerts } = notificationSchema.parse(JSON.parse(text));
      const said = alerts.map(({ status, labels }) => `${status} ${labels["alertname"]}`);
      return said.toSorted().join(" + ");
    });
  }

  test("groups what fires, tells it once however often it is said, and tells the end", async () => {
    await open({});
    const alerts = await world.start();
    await world.say(missing, badge);
    await world.pass(SOON_MS);
    await expect
      .poll(() => firing(), POLL)
      .toEqual(["copy-damaged BadgeDb active", "missing VisitorDb active"]);
    await expect.poll(() => told().at(-1), POLL).toBe("firing copy-damaged + firing missing");
    const before = told().length;
    await world.pass(HOUR_MS);
    expect(told()).toHaveLength(before);
    await world.say(resolvedOf(missing));
    await world.pass(SOON_MS);
    await expect.poll(() => firing(), POLL).toEqual(["copy-damaged BadgeDb active"]);
    await world.say(resolvedOf(badge));
    await world.pass(4 * MINUTE_MS);
    await expect.poll(() => firing(), POLL).toEqual([]);
    await expect.poll(() => told().at(-1), POLL).toContain("resolved copy-damaged");
    expect(told().length).toBeLessThanOrEqual(before + 2);
    await alerts.stop();
  });

  test("is told by what to route and silence, what happened, and where to look", async () => {
    await open({});
    const alerts = await world.start();
    await world.say(missing);
    await world.pass(SOON_MS);
    await expect.poll(() => firing(), POLL).toHaveLength(1);
    const [alert] = await only().alerts();
    expect(alert).toMatchObject({
      labels: {
        ...{ alertname: "missing", severity: "critical", job: "vigie", asset: "VisitorDb" },
        ...{ tenant: "acme", environment: "production", site: "paris", backup_type: "full" },
      },
      annotations: { description: expect.stringContaining("VisitorDb has no backup") },
      generatorURL: expect.stringContaining("http://127.0.0.1:8420/incidents/"),
    });
    expect(Date.parse(alert?.startsAt ?? "")).toBe(Date.parse(missing.openedAt));
    await alerts.stop();
  });

  test("hears that late became missing: one ends as the other begins", async () => {
    await open({});
    const alerts = await world.start();
    await world.say(late);
    await world.pass(MINUTE_MS);
    await expect.poll(() => firing(), POLL).toEqual(["late VisitorDb active"]);
    await world.say(resolvedOf(late), missing);
    await world.pass(SOON_MS);
    await expect.poll(() => firing(), POLL).toEqual(["missing VisitorDb active"]);
    await world.say(resolvedOf(missing));
    await world.pass(SOON_MS);
    await expect.poll(() => firing(), POLL).toEqual([]);
    await alerts.stop();
  });

  test("keeps a silence, which holds up nothing of ours", async () => {
    await open({});
    await only().silence("asset", "VisitorDb", systemClock.nowMs());
    const alerts = await world.start();
    await world.say(missing, badge);
    await world.pass(SOON_MS);
    const both = ["copy-damaged BadgeDb active", "missing VisitorDb suppressed"];
    await expect.poll(() => firing(), POLL).toEqual(both);
    await expect.poll(told, POLL).toEqual(["firing copy-damaged"]);
    await alerts.stop();
  });

  test("forgets what it hears no more of, and hears of it from the state after a restart", async () => {
    await open({ resolveTimeout: "2s" });
    const alerts = await world.start();
    await world.say(missing);
    await world.pass(SOON_MS);
    await expect.poll(() => firing(), POLL).toHaveLength(1);
    await alerts.stop();
    await expect.poll(() => firing(), POLL).toEqual([]);
    const again = await world.start();
    await world.pass(SOON_MS);
    await expect.poll(() => firing(), POLL).toHaveLength(1);
    await again.stop();
  });

  test("that was down until all was given up hears what is open still, and not what ended", async () => {
    await open({});
    await only().crash();
    const alerts = await world.start();
    await world.say(missing, badge);
    await world.pass(2 * HOUR_MS);
    await world.say(resolvedOf(badge));
    await world.pass(SOON_MS);
    await only().restart();
    await world.pass(2 * MINUTE_MS);
    await expect.poll(() => firing(), POLL).toEqual(["missing VisitorDb active"]);
    await expect.poll(told, POLL).toEqual(["firing missing"]);
    await alerts.stop();
  });

  test("is told at each peer of a cluster, of which one tells the team", async () => {
    const [one, other] = await findFreePorts(2);
    await open(
      { cluster: { listen: `127.0.0.1:${one}`, peers: [] } },
      { cluster: { listen: `127.0.0.1:${other}`, peers: [`127.0.0.1:${one}`] } },
    );
    const alerts = await world.start();
    await servers[1]?.crash();
    await world.say(missing);
    await world.pass(SOON_MS);
    await expect.poll(() => firing(servers[0]), POLL).toHaveLength(1);
    await servers[1]?.restart();
    await world.pass(MINUTE_MS);
    await expect.poll(() => firing(servers[1]), POLL).toHaveLength(1);
    // The second of a cluster waits its peer timeout of 15 s for the first to tell.
    await expect.poll(told, { ...POLL, timeout: 40_000 }).toEqual(["firing missing"]);
    await alerts.stop();
  });
});
