import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPager } from "../../alerts/pagers/create-pager.ts";
import { type PagerConfig, pagerSchema } from "../../schemas/alerts.ts";
import { aTelling } from "./a-telling.ts";
import { PAGER_CONTEXT } from "./pager-context.ts";
import { VENDORS } from "./vendors.ts";
import { type Manner, openWebhookReceiver } from "./webhook-receiver.ts";

const TIMEOUT = "1s";
const SAID_MAX = 1_000;
/** Nobody resolves it but the proxy. */
const HIDDEN = "http://pager.invalid/hook";
const SECRET_URL: readonly string[] = ["slack", "teams", "mattermost"];

type Kind = { readonly kind: PagerConfig["kind"]; readonly config: object; readonly good: Manner };
const KINDS: readonly Kind[] = [
  ...VENDORS.filter(({ kind }) => kind !== "webhook" && kind !== "alertmanager"),
  { kind: "webhook", config: {}, good: 204 },
  { kind: "sms", config: { to: "+33612345678" }, good: 200 },
  { kind: "alertmanager", config: {}, good: 200 },
];

let receiver: Awaited<ReturnType<typeof openWebhookReceiver>>;
beforeEach(async () => {
  receiver = await openWebhookReceiver();
});
afterEach(() => receiver.close());

function open({ kind, config }: Kind, url: string, reach: object = {}) {
  const address = SECRET_URL.includes(kind) ? { env: "URL" } : url;
  const read = pagerSchema.parse({
    ...{ name: "on-call", kind, allowLoopback: true, timeout: TIMEOUT },
    ...(kind === "alertmanager" ? { urls: [url] } : { url: address }),
    ...{ ...config, ...reach },
  });
  const readSecret = (source: object) => ("env" in source && source.env === "URL" ? url : "wren");
  const pager = createPager(read, { ...PAGER_CONTEXT, readSecret });
  const [message, standing] = [aTelling(), { resolvedAt: null }];
  const telling = { telling: message, atMs: Date.parse("2026-11-17T06:00:00Z"), isSent: false };
  return () =>
    pager.restate
      ? pager.restate.send([{ ...standing, tellings: [telling] }])
      : pager.send(message);
}

describe.each(KINDS)("$kind", (one) => {
  test("is left after its timeout where it hangs, to be tried again", async () => {
    receiver.behave("hang");
    const outcome = await open(one, receiver.url)();
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining("within 1 s") });
    expect("final" in outcome).toBe(false);
  });

  test("is told through the proxy that is named, which alone finds it", async () => {
    receiver.behave(one.good);
    const proxy = new URL(receiver.url).origin;
    expect(await open(one, HIDDEN, { proxy, timeout: "10s" })()).toEqual({ sent: true });
    expect(receiver.received[0]?.path).toMatch(/^http:\/\/pager\.invalid\//);
  });

  test("of whom nobody knows the name is tried again, with that as the reason", async () => {
    const outcome = await open(one, HIDDEN, { allowLoopback: false, timeout: "10s" })();
    expect(outcome).toMatchObject({
      sent: false,
      reason: expect.stringMatching(/invalid|EAI|NOT/),
    });
    expect("final" in outcome).toBe(false);
  });

  test("may answer 10 MB: it is read to a bound, and a short reason is kept", async () => {
    receiver.behave({ status: 500, text: "x".repeat(10_000_000) });
    const outcome = await open(one, receiver.url, { timeout: "14s" })();
    expect(outcome).toMatchObject({ sent: false, reason: expect.stringContaining("500") });
    expect(JSON.stringify(outcome).length).toBeLessThan(SAID_MAX);
  });
});

test("every kind of pager over HTTP is tried", () => {
  const kinds = pagerSchema.options.map(({ shape }) => shape.kind.value).toSorted();
  expect([...new Set(KINDS.map(({ kind }) => kind)), "mail"].toSorted()).toEqual(kinds);
});
