import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listDeliveries } from "../../alerts/delivery/list-deliveries.ts";
import { diagnosePagers } from "../../app/commands/diagnose-pagers.ts";
import { renderUndelivered } from "../../app/commands/render-undelivered.ts";
import { webhookSchema } from "../../schemas/pagers/webhook.ts";
import { openTestState } from "../services/open-test-state.ts";
import { aFinding } from "./a-finding.ts";
import { openAlertsWorld } from "./alerts-world.ts";

const MINUTE_MS = 60_000;

test("what did not arrive shows who was to be told, why not, and who was told instead", async () => {
  const url = "http://127.0.0.1:9/";
  const sms = { name: "sms", kind: "webhook", url, severities: [], allowLoopback: true };
  const world = await openAlertsWorld({ fallback: "sms" }, [webhookSchema.parse(sms)]);
  onTestFinished(() => world.close());
  const alerts = await world.start();
  world.receiver.behave(503);
  await world.say(aFinding());
  await world.pass(6 * MINUTE_MS);
  const nowMs = world.clock.nowMs();
  const { undelivered } = await listDeliveries(world.state, nowMs);
  expect(undelivered).toMatchObject([
    { pager: "sms", lastFailure: expect.stringContaining("ECONNREFUSED"), toldBy: null },
    { pager: "on-call", lastFailure: "it answered 503", toldBy: "sms", reason: "opened" },
  ]);
  expect(renderUndelivered(undelivered)).toMatch(/on-call .* opened critical .* sms .* 503/);
  const [onCall, spare] = [pager("on-call", url), pager("spare", url)];
  const walled = pager("walled", url, { allowLoopback: false });
  expect(await diagnosePagers(world.state, [onCall, spare, walled], nowMs)).toMatchObject([
    { check: "pager on-call", good: false, said: expect.stringContaining("it answered 503") },
    {
      check: "pager spare",
      isUntried: true,
      said: expect.stringContaining("nothing was ever sent"),
    },
    {
      ...{ check: "pager walled", good: false, hint: "See alerts.pagers[].allowLoopback." },
      said: expect.stringContaining("allowLoopback: true beside its url"),
    },
  ]);
  world.receiver.behave(200);
  await world.pass(10 * MINUTE_MS);
  const later = await listDeliveries(world.state, world.clock.nowMs());
  expect(later.undelivered.map(({ pager }) => pager)).not.toContain("on-call");
  const [diagnosis] = await diagnosePagers(world.state, [onCall], world.clock.nowMs());
  expect(diagnosis).toMatchObject({ good: true, said: expect.stringContaining("last told") });
  expect(diagnosis).not.toHaveProperty("isUntried");
  await alerts.stop();
});

function pager(name: string, url: string, reach: object = { allowLoopback: true }) {
  return webhookSchema.parse({ name, kind: "webhook", url, ...reach });
}

test("nothing is said before alerts ran once", async () => {
  const directory = await mkdtemp(join(tmpdir(), "vigie-deliveries-"));
  const state = await openTestState(directory);
  expect(await listDeliveries(state, 0)).toEqual({ undelivered: [], pagers: [] });
  expect(renderUndelivered([])).toBeNull();
  expect(await diagnosePagers(state, [pager("a", "http://10.0.0.1/", {})], 0)).toMatchObject([
    { good: false, said: expect.stringContaining("10.0.0.1 is an address of this machine") },
  ]);
  expect(await diagnosePagers(state, [pager("b", "https://hook.example/", {})], 0)).toMatchObject([
    { isUntried: true },
  ]);
  await state.close();
  await rm(directory, { recursive: true });
});
