import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Message, Telling } from "../../alerts/pager.ts";
import { createPager } from "../../alerts/pagers/create-pager.ts";
import { pagerSchema } from "../../schemas/alerts.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { aSummary, aTelling } from "./a-telling.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";
import {
  ALERT_GROUP,
  MATTERMOST_POST,
  PAGERDUTY_EVENT,
  SLACK_MESSAGE,
  TEAMS_MESSAGE,
} from "./vendor-schemas.ts";
import { VENDORS, type Vendor } from "./vendors.ts";
import { openWebhookReceiver } from "./webhook-receiver.ts";

let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.close());

const NEEDS_SECRET_URL: readonly string[] = ["slack", "teams", "mattermost"];

function open({ kind, config }: Vendor) {
  const isSecret = NEEDS_SECRET_URL.includes(kind);
  const url = isSecret ? { env: "URL" } : receiver.url;
  const read = pagerSchema.parse({
    ...{ name: "on-call", kind, url, allowLoopback: true, timeout: "1s" },
    ...config,
  });
  const readSecret = (source: object) =>
    "env" in source && source.env === "URL" ? `${receiver.url}/s3cret-part` : "wren";
  return createPager(read, { ...PAGER_CONTEXT, readSecret });
}

function because(reason: Telling["reason"], changes: Partial<Telling> = {}): Telling {
  return aTelling({ ...changes, reason });
}

const HOSTILE = [
  "<!channel> <!everyone> @everyone @here @channel",
  "](javascript:alert(1)) [x](https://evil.example) <https://evil.example|here>",
  "<img src=x onerror=alert(1)> & <script>",
  "\u202egnp.exe\u0000\u0007\r\nOwner: nobody",
  '"}], "routing_key": "other", "x": [{"',
  "{{ text }} %0a *bold* _it_ `code` ~s~ #1 |",
].join(" ");
const HOSTILE_NAMES = {
  hostile: HOSTILE.slice(0, 512),
  "10,000 characters": "é".repeat(10_000),
  "one dot": ".",
} as const;

const EVERY_REASON: readonly Message[] = [
  because("opened"),
  because("escalated"),
  because("joined"),
  because("reminded"),
  because("acknowledged"),
  because("resolved", {
    incident: { ...aTelling().incident, status: "resolved", resolvedAt: "2026-11-17T07:30:00Z" },
  }),
  aSummary({ more: 37 }),
  aSummary({
    reason: "more",
    incidents: Array.from({ length: 100 }, () => aSummary().incidents).flat(),
  }),
];

describe.each(VENDORS)("$kind", (vendor) => {
  const shapesOf = () =>
    receiver.received.map((one) => vendor.schemaOf(one).parse(JSON.parse(one.text)));

  test("takes a message of each kind as its vendor has published it", async () => {
    receiver.behave(vendor.good);
    for (const message of EVERY_REASON) {
      expect(await open(vendor).send(message)).toEqual({ sent: true });
    }
    expect(shapesOf().length).toBeGreaterThanOrEqual(EVERY_REASON.length);
  });

  test.each(Object.entries(HOSTILE_NAMES))("is told of names that are %s", async (_, name) => {
    receiver.behave(vendor.good);
    const series = { ...VISITOR_DB, asset: name, tenant: name, site: name, instance: name };
    const context = {
      owner: name,
      criticality: name,
      contact: name,
      runbook: name,
      lastGood: null,
    };
    const summary = { en: `${name}\ud800`, fr: name };
    const about = { series, summary };
    const told = aTelling({ context }, about);
    expect(await open(vendor).send(told)).toEqual({ sent: true });
    expect(shapesOf()).not.toHaveLength(0);
    expect(receiver.received.map(({ text }) => text).join()).not.toContain("\u202e");
  });

  test.each(vendor.faulty)("was not told where it answers %j", async (manner, said) => {
    receiver.behave(manner);
    const outcome = await open(vendor).send(aTelling());
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining(said) });
  });

  test.each(vendor.statuses)(
    "was not told where it answers %i; for good: %s",
    async (status, final) => {
      receiver.behave({ status, headers: { "Retry-After": "7" }, text: "no: wren at s3cret-part" });
      const outcome = await open(vendor).send(aTelling());
      expect(outcome).toMatchObject({
        sent: false,
        reason: expect.stringContaining(String(status)),
      });
      expect(outcome).toMatchObject({ retryAfterMs: 7_000 });
      expect("final" in outcome).toBe(final);
    },
  );

  test("was not told where it cuts the connection", async () => {
    receiver.behave("drop");
    expect(await open(vendor).send(aTelling())).toMatchObject({ sent: false, retryAfterMs: null });
  });

  test("keeps its secrets out of what it says of a failure", async () => {
    receiver.behave({ status: 400, text: `wren ${receiver.url}/s3cret-part s3cret-part` });
    const outcome = JSON.stringify(await open(vendor).send(aTelling()));
    if ("routingKey" in vendor.config || "apiKey" in vendor.config || "token" in vendor.config) {
      expect(outcome).not.toContain("wren");
    } else expect(outcome).not.toContain("s3cret");
    expect(outcome).toContain("***");
  });
});

test("a schema of a vendor refuses what its vendor would", () => {
  const bad = { ...aTelling() };
  for (const schema of [
    PAGERDUTY_EVENT,
    SLACK_MESSAGE,
    TEAMS_MESSAGE,
    MATTERMOST_POST,
    ALERT_GROUP,
  ])
    expect(schema.safeParse(bad).success).toBe(false);
  const section = (text: string) => ({
    type: "section",
    text: { type: "mrkdwn", text, verbatim: true },
  });
  const message = (text: string) => ({
    text: "x",
    unfurl_links: false,
    unfurl_media: false,
    blocks: [section(text)],
  });
  expect(SLACK_MESSAGE.safeParse(message("a &lt; b")).success).toBe(true);
  expect(SLACK_MESSAGE.safeParse(message("<!channel>")).success).toBe(false);
  expect(SLACK_MESSAGE.safeParse(message("a & b")).success).toBe(false);
  expect(SLACK_MESSAGE.safeParse(message("x".repeat(3_001))).success).toBe(false);
});

describe("what each vendor is asked for", () => {
  const vendorOf = (kind: string) => {
    const vendor = VENDORS.find((one) => one.kind === kind);
    if (!vendor) throw new Error(`no vendor ${kind}`);
    receiver.behave(vendor.good);
    return open(vendor);
  };
  const sent = () => receiver.received.map(({ text }) => JSON.parse(text));

  test("PagerDuty: one alert an incident, opened, taken in hand and closed under one key", async () => {
    const pager = vendorOf("pagerduty");
    for (const reason of ["opened", "escalated", "reminded", "acknowledged", "resolved"] as const)
      await pager.send(because(reason));
    const { id } = aTelling().incident;
    expect(sent().map((event) => `${event.event_action} ${event.dedup_key}`)).toEqual([
      `trigger ${id}`,
      `trigger ${id}`,
      `trigger ${id}`,
      `acknowledge ${id}`,
      `resolve ${id}`,
    ]);
    expect(sent()[0].payload).toMatchObject({
      severity: "critical",
      source: "par-sql-03",
      component: "VisitorDb",
      group: "acme/paris",
      class: "missing",
      timestamp: "2026-11-17T06:01:00.000Z",
    });
    expect(sent()[0].links).toHaveLength(2);
  });

  test("Opsgenie: creates under an alias, and acts on it", async () => {
    const pager = vendorOf("opsgenie");
    for (const reason of ["opened", "escalated", "acknowledged", "resolved"] as const)
      await pager.send(because(reason));
    const { id } = aTelling().incident;
    const act = (action: string) => `/hook/v2/alerts/${id}/${action}?identifierType=alias`;
    expect(receiver.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /hook/v2/alerts",
      "POST /hook/v2/alerts",
      `PUT ${act("priority")}`,
      `POST ${act("notes")}`,
      `POST ${act("acknowledge")}`,
      `POST ${act("close")}`,
    ]);
    expect(receiver.received[0]?.headers.authorization).toBe("GenieKey wren");
    expect(sent()[0]).toMatchObject({ alias: id, priority: "P1" });
  });

  test("Opsgenie: what fails of several requests fails the message", async () => {
    const pager = vendorOf("opsgenie");
    receiver.behave(429);
    expect(await pager.send(because("escalated"))).toMatchObject({ sent: false });
    expect(receiver.received).toHaveLength(1);
  });

  test("Mattermost: nobody is mentioned, and Markdown is text", async () => {
    const pager = vendorOf("mattermost");
    await pager.send(aTelling({}, { series: { ...VISITOR_DB, asset: "@all *x* [a](b)" } }));
    const [{ attachments }] = sent();
    expect(attachments[0].title).toContain("@\u200ball \\*x\\* \\[a\\]\\(b\\)");
    expect(receiver.received[0]?.text).not.toMatch(/@[a-z]/);
  });

  test("Teams: a card stays below 28 KB, without its last lines", async () => {
    const pager = vendorOf("teams");
    const many = Array.from({ length: 500 }, () => aSummary().incidents).flat();
    await pager.send(aSummary({ incidents: many }));
    const { text } = receiver.received[0] ?? { text: "" };
    expect(Buffer.byteLength(text)).toBeLessThan(28 * 1_024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(20 * 1_024);
  });

  test("Grafana: an alert fires until it is resolved, under one fingerprint", async () => {
    const pager = vendorOf("grafana");
    await pager.send(because("opened"));
    await pager.send(because("resolved"));
    const [fired, resolved] = sent();
    expect(fired).toMatchObject({
      status: "firing",
      state: "alerting",
      alert_uid: resolved.alert_uid,
    });
    expect(resolved).toMatchObject({ status: "resolved", state: "ok" });
    expect(fired.alerts[0].fingerprint).toBe(resolved.alerts[0].fingerprint);
    expect(fired.commonAnnotations.runbook_url).toBe("https://wiki.example.com/backups/visitor");
    expect(receiver.received[0]?.headers.authorization).toBe("Bearer wren");
  });
});

test.each(VENDORS)("$kind speaks French where it is told to", async (vendor) => {
  receiver.behave(vendor.good);
  await open({ ...vendor, config: { ...vendor.config, lang: "fr" } }).send(aTelling());
  expect(receiver.received[0]?.text).toContain("Sauvegarde manquante");
});
