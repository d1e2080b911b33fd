import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refreshBaselines } from "../../../analyzers/baselines/refresh-baselines.ts";
import { WORDS } from "../../../dashboards/board/page/words.ts";
import type { Principal } from "../../../schemas/access.ts";
import { seriesId } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { findingOf, NOON_MS, proofOf, series, stateOf } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import * as estate from "../../dashboards/series-rows.ts";
import {
  clockFrom,
  findBarriers,
  findOverflow,
  openPage,
  PHONE,
  picture,
  WIDE,
} from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>alert(1)</script>\u202eمرحبا🧯`;
const VIEWER: Principal = { name: "viewer", role: "viewer", tenants: ["acme"] };
const hostile = series({ asset: HOSTILE, instance: HOSTILE, product: "x".repeat(1_000) });
const hostileId = seriesId(hostile);
const reason = missingBrowser(process.env);

describe.skipIf(reason !== null)(`series${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    await estate.insertSeriesRows(world.writer);
    const said = { en: HOSTILE, fr: HOSTILE };
    await world.insert({
      states: [stateOf(hostile)],
      findings: [findingOf(hostile, { summary: said, evidence: { said: HOSTILE } })],
    });
    await refreshBaselines(world.writer, { policies: [], nowMs: NOON_MS, sinceMs: 0 });
    url = await world.listen();
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  test("are found by words and states, which the address keeps", async () => {
    const lang = "fr";
    const page = await openPage(`/?lang=${lang}#/series`, { browser, url });
    const rows = page.locator(".data tbody tr");
    await rows.first().waitFor();
    expect(await rows.count()).toBe(5);
    await page.fill(".series-search input", "globex meeting");
    await page.locator(".data tbody tr:nth-child(2)").waitFor({ state: "detached" });
    expect(await rows.textContent()).toContain("MeetingDb");
    expect(await rows.textContent()).toContain(WORDS[lang].proofs.never);
    expect(new URL(page.url()).hash).toContain("q=globex+meeting");
    await page.fill(".series-search input", "");
    await page.locator(".chips button", { hasText: WORDS[lang].states.late }).click();
    await page.locator(".data tbody tr:nth-child(2)").waitFor({ state: "detached" });
    await page.reload();
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
  });

  test.each([
    ["wide", "light", WIDE],
    ["wide", "dark", WIDE],
    ["phone", "light", PHONE],
  ] as const)("keep nobody out, %s and %s", async (size, theme, viewport) => {
    const page = await openPage("/?lang=fr#/series", { browser, url, viewport, theme });
    await page.locator(".data tbody tr").first().waitFor();
    expect(await findOverflow(page)).toEqual([]);
    await picture(page, `series-list-${size}-${theme}`);
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${url}/?lang=fr#/series/${estate.dailyId}`);
    await page.locator(".charts canvas").nth(3).waitFor();
    await page.locator(".data .col-agreement").first().waitFor();
    expect(await findOverflow(page)).toEqual([]);
    await picture(page, `series-page-${size}-${theme}`);
    expect(await findBarriers(page)).toEqual([]);
  });

  test("show one up close: state, band, findings as marks, copies, runs and proofs", async () => {
    const page = await openPage(`/?lang=en#/series/${estate.dailyId}`, { browser, url });
    await page.locator(".charts canvas").nth(3).waitFor();
    const chart = page.locator(".charts figure").first();
    await chart.locator("summary").click();
    const table = chart.locator("table");
    const text = (await table.textContent()) ?? "";
    expect(text).toContain("40 GB");
    expect(text).toContain("Backup undersized");
    expect(text).toMatch(/[67]\d\.?\d* GB to [89]\d\.?\d* GB/);
    const copies = page.locator("section", { has: page.locator("h3", { hasText: /^Copies$/ }) });
    expect(await copies.locator(".badge", { hasText: "bytes differ" }).count()).toBe(2);
    await copies.locator(".pager button").nth(1).click();
    await copies.locator("[role=status]", { hasText: "21 to 40" }).waitFor();
    expect(await page.locator(".view").textContent()).toContain("42 sec");
    const about = await page.locator(".series-about").textContent();
    expect(about).toContain("saas-sql-daily");
    expect(about).toContain("proven to: ");
  });

  test("a finding is called a false alarm from its series, and the decision is kept", async () => {
    const page = await openPage(`/?lang=en#/series/${estate.dailyId}`, { browser, url });
    await page.locator("button", { hasText: "Mark as false alarm" }).click();
    const dialog = page.locator("dialog[open]");
    expect(await dialog.textContent()).toContain(estate.undersized.summary.en);
    await dialog.locator("textarea").fill("The archive was emptied on purpose");
    await page.keyboard.press("Tab");
    await dialog.locator("button[type=submit]").click();
    await dialog.waitFor({ state: "detached" });
    const decisions: unknown[] = [];
    for await (const { value } of world.log.replay(TOPICS.decisions))
      decisions.push(JSON.parse(value));
    expect(decisions).toMatchObject([
      {
        ...{ kind: "false-alarm", author: "everybody" },
        reason: "The archive was emptied on purpose",
        finding: { id: estate.undersized.id, kind: "undersized" },
      },
    ]);
    const resolvedAt = new Date(NOON_MS).toISOString();
    const resolution = "false alarm, says everybody";
    await world.insert({
      findings: [{ ...estate.undersized, version: 2, resolvedAt, resolution }],
    });
    await page.locator("button", { hasText: "Mark as false alarm" }).waitFor({ state: "detached" });
  });

  test("a verification is asked for, and waited for also after a reload", async () => {
    const page = await openPage(`/?lang=en#/series/${estate.dailyId}`, { browser, url });
    await page.locator("button", { hasText: "Verify now" }).click();
    await page.locator("dialog select").selectOption("restored");
    await page.locator("dialog button[type=submit]").click();
    await page.locator(".verification progress").waitFor();
    await page.reload();
    await page.locator(".verification progress").waitFor();
    expect(await page.locator(".verification").textContent()).toContain("“restored”");
  });

  test("a verification is not asked after by a clock, which would ask who left for a token", async () => {
    const page = await openPage(`/?lang=en#/series/${estate.dailyId}`, { browser, url });
    await page.locator("button", { hasText: "Verify now" }).click();
    await page.locator("dialog button[type=submit]").click();
    await page.locator(".verification progress").waitFor();
    await page.clock.install();
    await page.reload();
    await page.locator(".verification progress").waitFor();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/v1/verifications/")) asked++;
    });
    await page.clock.runFor(10_000);
    await page.evaluate("fetch('/board/vigie.svg').then(() => {})");
    expect(asked).toBe(0);
    await world.insert({ proofs: [proofOf(series({ asset: "Another" }))] });
    await expect.poll(() => asked).toBeGreaterThan(0);
  });

  test("a new normal begins with a run", async () => {
    const page = await openPage(`/?lang=en#/series/${estate.dailyId}`, { browser, url });
    await page.locator("button", { hasText: "Accept as new normal" }).click();
    await page.locator("dialog textarea").fill("Two tables were moved out");
    await page.locator("dialog button[type=submit]").click();
    await page.locator("dialog").waitFor({ state: "detached" });
    let last: unknown;
    for await (const { value } of world.log.replay(TOPICS.decisions)) last = JSON.parse(value);
    expect(last).toMatchObject({ kind: "accept", from: "2026-11-20T00:00:00Z" });
  });

  test("a hostile name stays a name, in the list and up close", async () => {
    const page = await openPage("/?lang=en#/series", { browser, url });
    const link = page.locator(`a[href*="${hostileId}"]`);
    expect(await link.textContent()).toBe(HOSTILE);
    await link.click();
    await page.locator(".series-title", { hasText: "<img" }).waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.title()).not.toContain("pwned");
    expect(await findOverflow(page)).toEqual([]);
  });

  test("one that is not there is said to be none", async () => {
    for (const id of ["0".repeat(32), "nonsense"]) {
      const page = await openPage(`/?lang=en#/series/${id}`, { browser, url });
      await page.locator(".series-page", { hasText: "There is no such series" }).waitFor();
    }
  });
});

describe.skipIf(reason !== null)(`a viewer${reason ? ` (skipped: ${reason})` : ""}`, () => {
  test("is offered no act", async () => {
    await using world = await openBoardWorld(clockFrom(NOON_MS), VIEWER);
    await estate.insertSeriesRows(world.writer);
    const url = await world.listen();
    const browser = await openBrowser();
    try {
      const page = await openPage(`/?lang=en#/series/${estate.dailyId}`, { browser, url });
      await page.locator(".charts canvas").nth(3).waitFor();
      expect(await page.locator(".series-acts").count()).toBe(0);
    } finally {
      await browser.close();
    }
  }, 60_000);
});
