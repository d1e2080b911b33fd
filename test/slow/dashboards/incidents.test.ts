import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { instantToJson } from "../../../schemas/instant.ts";
import { makeEvent, makeHeartbeat } from "../../ingest/make-event.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { findBarriers, findOverflow, openPage, PHONE, picture, WIDE } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";
import { openWholeVigie } from "./whole-vigie.ts";

const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>alert(1)</script>\u202e`;
const LONG = "x".repeat(10_000);
const EMOJI = "👩‍💻🗄️ قاعدة بيانات الزوار";
const ODD = Object.fromEntries([HOSTILE, LONG, EMOJI].map((name) => [name, name]));
const WITHIN = { timeout: 30_000, interval: 200 };
const reason = missingBrowser(process.env);
const message = z.object({ reason: z.string(), incidentUrl: z.string() });

let whole: Awaited<ReturnType<typeof openWholeVigie>>;
let browser: Browser;
let token: string;

/** A run that left nearly nothing, which is told at once. */
function undersized(asset: string, runId: string) {
  const time = instantToJson(Math.floor(whole.clock.nowMs() / 1_000) * 1_000);
  const series = { ...VISITOR_DB, asset };
  const data = { series, runId, sizeBytes: 7, startedAt: time, finishedAt: time };
  return makeEvent({ id: runId, time }, data);
}

/** A copy of that run. */
function seen(vault: string, role: "primary" | "duplicate") {
  const time = instantToJson(Math.floor(whole.clock.nowMs() / 1_000) * 1_000);
  const copy = { role, vault, uri: `s3://${vault}/1`, sizeBytes: 7, observedAt: time };
  const attributes = { id: vault, time, type: "vigie.copy.observed.v1" };
  return makeEvent(attributes, { runId: "1", copy });
}

const told = () =>
  whole.received.flatMap(({ text }) => message.safeParse(JSON.parse(text)).data ?? []);

/** The address that the latest message carries, once there are so many. */
async function linkTold(count: number): Promise<string> {
  await vi.waitFor(() => expect(told().length).toBeGreaterThanOrEqual(count), WITHIN);
  return new URL(told().at(-1)?.incidentUrl ?? "").pathname;
}

async function signIn(address: string, viewport = WIDE, theme: "light" | "dark" = "light") {
  const page = await openPage("/", {
    ...{ browser, url: whole.url, viewport, theme, waitFor: "#token" },
    // Before signing in, whoever asks is not known.
    allows: /401/,
  });
  await page.fill("#token", token);
  await page.press("#token", "Enter");
  await page.waitForSelector(".live.tone-good");
  await page.goto(`${whole.url}${address}`);
  return page;
}

async function submit(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.fill(`#field-${name}`, value);
  await page.click("dialog button.primary");
  await page.waitForSelector("dialog", { state: "detached" });
}

describe.skipIf(reason !== null)(`incidents${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let link: string;
  beforeAll(async () => {
    whole = await openWholeVigie();
    token = await whole.giveToken("Ada", "operator");
    browser = await openBrowser();
    const watermark = instantToJson(whole.clock.nowMs());
    await whole.send([
      undersized("VisitorDb", "1"),
      seen("dc1", "primary"),
      seen("dc2", "duplicate"),
      makeHeartbeat({}, { watermark }),
    ]);
    link = await linkTold(1);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await whole?.[Symbol.asyncDispose]();
  });

  test("from the link of a page to its acknowledgement, which the pager is told of", async () => {
    const page = await signIn(link);
    await page.waitForURL(/#\/incidents\/[0-9a-f]{32}$/);
    await page.getByRole("heading", { name: /VisitorDb/ }).waitFor();
    await page.fill("#incident-comment", "I have begun to look");
    await page.click('[data-focus="acknowledge"]');
    await submit(page, { reason: "mine" });
    await page.locator(".history").getByText("by Ada").waitFor(WITHIN);
    // What was half written is there after all that was refreshed.
    expect(await page.inputValue("#incident-comment")).toBe("I have begun to look");
    await page.click(".comment button");
    await page.locator(".history").getByText("I have begun to look").waitFor(WITHIN);
    expect(await page.inputValue("#incident-comment")).toBe("");
    await vi.waitFor(
      () => expect(told().map((one) => one.reason)).toContain("acknowledged"),
      WITHIN,
    );
    await picture(page, "incident-acknowledged");
  });

  test("a silence is made where the incident is, listed with its end, and ended", async () => {
    const page = await signIn(link);
    await page.click('[data-focus="silence"]');
    await submit(page, { reason: "storage moves" });
    await page.goto(`${whole.url}/#/incidents`);
    const silence = page.locator(".silences li", { hasText: "storage moves" });
    await silence.waitFor(WITHIN);
    await silence.getByRole("button").click();
    await submit(page, { reason: "moved" });
    await silence.waitFor({ state: "detached", ...WITHIN });
  });

  test.each([
    ["false-alarm", "MeetingDb"],
    ["expected", "DeskDb"],
  ])("what is called %s resolves its finding", async (said, asset) => {
    await whole.send([undersized(asset, said)]);
    const page = await signIn("/#/incidents");
    const row = page.getByRole("row", { name: new RegExp(asset) });
    await row.getByRole("link").first().click(WITHIN);
    await page.locator(`[data-focus^="${said}"]`).first().click(WITHIN);
    await submit(page, { reason: "it was emptied on purpose" });
    await page.locator(".list li.resolved", { hasText: asset }).waitFor(WITHIN);
  });

  test("evidence is text, whatever its fields are called and hold", async () => {
    const page = await signIn("/#/incidents", PHONE);
    const evidence = { ...ODD, asset: "2026-13-45T00:00:00Z", lists: [ODD, [HOSTILE]] };
    await page.route(`**/api/v1${link}`, async (route) => {
      const response = await route.fetch();
      const incident = await response.json();
      const findings = incident.findings.map((one: object) => ({ ...one, evidence }));
      await route.fulfill({ response, json: { ...incident, findings } });
    });
    await page.goto(`${whole.url}/${incidentHash(link)}`);
    const shown = page.locator(".evidence").first();
    await shown.waitFor();
    for (const name of [HOSTILE, LONG, EMOJI])
      expect(await shown.locator("dt", { hasText: name }).count()).toBeGreaterThan(0);
    expect(await shown.textContent()).toContain("2026-13-45T00:00:00Z");
    expect(await page.title()).not.toBe("pwned");
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await findOverflow(page)).toEqual([]);
  });

  test("names that would be markup are names, in the list and on the page", async () => {
    await whole.send([undersized(HOSTILE, "3")]);
    const page = await signIn("/#/incidents");
    const row = page.getByRole("row", { name: /onerror/ });
    await row.waitFor(WITHIN);
    await row.getByRole("link").first().click();
    await page.getByRole("heading", { name: /onerror/ }).waitFor();
    expect(await page.title()).not.toBe("pwned");
    expect(await page.locator("main img, main script").count()).toBe(0);
  });

  test.each([
    ["wide", WIDE, "light"],
    ["phone", PHONE, "dark"],
  ] as const)("keeps nobody out, %s", async (size, viewport, theme) => {
    const page = await signIn("/#/fleet", viewport, theme);
    for (const [name, hash] of [
      ["incidents", "#/incidents"],
      ["incident", incidentHash(link)],
      ["copies", "#/copies"],
      ["pipeline", "#/pipeline"],
    ] as const) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.waitForSelector(name === "incident" ? ".history li" : ".data-table tbody tr");
      await page.waitForSelector("[aria-busy]", { state: "detached" });
      await picture(page, `${name}-${size}-${theme}`);
      expect(await findBarriers(page), name).toEqual([]);
      expect(await findOverflow(page), name).toEqual([]);
    }
  });
});

/** The board's own address of what a page leads to. */
function incidentHash(link: string): string {
  return `#${link}`;
}
