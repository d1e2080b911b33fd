import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isForbiddenAddress } from "../../alerts/http/is-forbidden-address.ts";
import type { Telling } from "../../alerts/pager.ts";
import { createWebhookPager } from "../../alerts/pagers/webhook/create-webhook-pager.ts";
import type { WebhookConfig } from "../../schemas/pagers/webhook.ts";
import { aFinding } from "./a-finding.ts";
import { anIncident } from "./an-incident.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";
import { openWebhookReceiver, type Received } from "./webhook-receiver.ts";

const NOTHING: Received = { method: "", path: "", headers: {}, text: "{}" };

let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;

beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.close());

const finding = aFinding();
const telling: Telling = {
  dedupKey: "incident-1-opened",
  reason: "opened",
  incident: { ...anIncident(finding), findings: [finding.id] },
  finding,
  context: null,
  boardUrl: "http://127.0.0.1:8420/",
  incidentUrl: "http://127.0.0.1:8420/incidents/1",
};

function pager(changes: Partial<WebhookConfig> = {}, secret: string | null = null) {
  const config: WebhookConfig = {
    name: "on-call",
    kind: "webhook",
    url: receiver.url,
    allowLoopback: true,
    severities: ["critical", "warning"],
    timeout: 300,
    ...(secret !== null && { secret: { env: "SECRET" } }),
    ...changes,
  };
  return createWebhookPager(config, { ...PAGER_CONTEXT, readSecret: () => secret ?? "" });
}

test("a webhook is told what, why, where to look, and under which key", async () => {
  expect(await pager().send(telling)).toEqual({ sent: true });
  const [{ headers, text, path } = NOTHING] = receiver.received;
  expect(JSON.parse(text)).toEqual(telling);
  expect(path).toBe("/hook");
  expect(headers["content-type"]).toBe("application/json");
  expect(headers["idempotency-key"]).toBe("incident-1-opened");
  expect(headers["x-vigie-dedup-key"]).toBe("incident-1-opened");
  expect(headers["x-vigie-signature"]).toBeUndefined();
});

test("a webhook with a secret is signed over the bytes that it receives", async () => {
  await pager({}, "wren").send(telling);
  const [{ headers, text } = NOTHING] = receiver.received;
  const hmac = createHmac("sha256", "wren").update(text).digest("hex");
  expect(headers["x-vigie-signature"]).toBe(`sha256=${hmac}`);
});

test.each([
  [200, true],
  [202, true],
  [204, true],
  [301, false],
  [400, false],
  [404, false],
  [410, false],
  [429, false],
  [500, false],
])("a webhook that answers %i was told: %s", async (status, sent) => {
  receiver.behave(status);
  expect((await pager().send(telling)).sent).toBe(sent);
});

test("a redirect is not followed", async () => {
  receiver.behave({ status: 302, headers: { Location: `${receiver.url}/elsewhere` } });
  const outcome = await pager().send(telling);
  expect(outcome).toEqual({
    sent: false,
    reason: "it answered 302, and redirects are not followed",
    retryAfterMs: null,
  });
  expect(receiver.received).toHaveLength(1);
});

test.each([
  ["120", 120_000],
  ["999999", 3_600_000],
  ["Tue, 17 Nov 2026 06:02:30 GMT", 150_000],
  ["Wed, 21 Oct 2026 07:28:00 GMT", 0],
  ["Fri, 01 Jan 2027 00:00:00 GMT", 3_600_000],
  ["soon", null],
  ["-1", null],
])("Retry-After: %s is honoured within bounds", async (value, retryAfterMs) => {
  receiver.behave({ status: 429, headers: { "Retry-After": value } });
  expect(await pager().send(telling)).toMatchObject({ sent: false, retryAfterMs });
});

test("a webhook that never answers is left after its time", async () => {
  receiver.behave("hang");
  expect(await pager().send(telling)).toMatchObject({
    sent: false,
    reason: "it did not answer within 0.3 s",
  });
});

test("a webhook that cuts the connection was not told", async () => {
  receiver.behave("drop");
  const outcome = await pager().send(telling);
  expect(outcome).toMatchObject({
    sent: false,
    reason: "it cut the connection before it answered (ECONNRESET)",
  });
});

test.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])(
  "http://%s is refused unless the configuration allows it",
  async (host) => {
    const url = receiver.url.replace("127.0.0.1", host);
    const outcome = await pager({ url, allowLoopback: false }).send(telling);
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining("private") });
    expect(receiver.received).toHaveLength(0);
  },
);

test.each([
  ["10.1.2.3", true, false],
  ["172.31.255.255", true, false],
  ["172.32.0.0", false, false],
  ["192.168.1.1", true, false],
  ["100.64.0.1", true, false],
  ["fd12::1", true, false],
  ["169.254.169.254", true, true],
  ["::ffff:169.254.169.254", true, true],
  ["fe80::1", true, true],
  ["0.0.0.0", true, true],
  ["::", true, true],
  ["64:ff9b::7f00:1", true, true],
  ["224.0.0.1", true, true],
  ["8.8.8.8", false, false],
  ["2606:4700::1111", false, false],
])("isForbiddenAddress(%s): %s; when loopback is allowed: %s", (address, strict, allowing) => {
  expect(isForbiddenAddress(address, { allowLoopback: false })).toBe(strict);
  expect(isForbiddenAddress(address, { allowLoopback: true })).toBe(allowing);
});

test("a webhook must be http or https", () => {
  expect(() => pager({ url: "ftp://example.org/" })).toThrow("not http or https");
});
