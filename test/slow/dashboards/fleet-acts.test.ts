import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instantToJson } from "../../../schemas/instant.ts";
import { seriesId } from "../../../schemas/series.ts";
import {
  findingOf,
  HOUR_MS,
  NOON_MS,
  runOf,
  series,
  stateOf,
} from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import * as estate from "../../dashboards/small-estate.ts";
import { clockFrom, findOverflow, openPage, PHONE, picture } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

const CHANGE_SHOWS_WITHIN_MS = 5_000;
const PATIENT = { timeout: CHANGE_SHOWS_WITHIN_MS };
/** Three names of three lines each. */
const NAMES_PX_MAX = 250;
const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>alert(1)</script>\u202e`;
const LONG = "x".repeat(10_000);
const EMOJI = "👩‍💻🗄️ قاعدة بيانات الزوار";
const ODD = [HOSTILE, LONG, EMOJI].map((name) =>
  series({ asset: name, tenant: name, product: name, site: name, instance: name }),
);

const reason = missingBrowser(process.env);
const skipped = reason ? ` (skipped: ${reason})` : "";
const clock = clockFrom(NOON_MS);
const rowOf = (of: Parameters<typeof seriesId>[0]) => `.search tr[data-key="${seriesId(of)}"]`;

describe.skipIf(reason !== null)(`who looks at the fleet${skipped}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clock);
    await world.insert(estate);
    await world.insert({
      states: ODD.map((of) => stateOf(of, { state: "late" })),
      findings: ODD.map((of) => findingOf(of)),
      runs: ODD.map((of) => runOf(of, NOON_MS - 35 * HOUR_MS)),
    });
    url = await world.listen();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });
  const open = (address = "/", more = {}) => openPage(address, { browser, url, ...more });

  test("sees a change within 5 s, without a reload, and keeps the focus", async () => {
    const page = await open("/?lang=en");
    await page.waitForSelector(rowOf(estate.seriesByState.skipped));
    await page.evaluate("globalThis.isSamePage = true");
    await page.focus(`${rowOf(estate.seriesByState.skipped)} a`);
    const of = estate.seriesByState.running;
    await world.insert({ states: [stateOf(of, { state: "stuck", version: 2 })] });
    await page
      .locator(`${rowOf(of)} .col-state`, { hasText: "stuck" })
      .waitFor({ timeout: CHANGE_SHOWS_WITHIN_MS });
    expect(await page.evaluate("globalThis.isSamePage")).toBe(true);
    expect(await page.evaluate("document.activeElement.closest('tr').dataset.key")).toBe(
      seriesId(estate.seriesByState.skipped),
    );
  });

  test("finds a series by any part of its names, and by its state; the address keeps it", async () => {
    const page = await open("/?lang=fr");
    await page.waitForSelector(".search tbody tr");
    await page.fill(".search input", "db_miss");
    await expect.poll(() => page.locator(".search tbody tr").count(), PATIENT).toBe(1);
    await page.fill(".search input", "");
    await page.click('.tile[data-state="failed"]');
    await expect.poll(() => page.locator(".search tbody tr").count(), PATIENT).toBe(1);
    await expect.poll(() => new URL(page.url()).hash, PATIENT).toBe("#/fleet?state=failed");
    await page.reload();
    await page.waitForSelector('.tile[data-state="failed"][aria-pressed="true"]');
    await expect.poll(() => page.locator(".search tbody tr").count(), PATIENT).toBe(1);
  });

  test("narrows all of it to a tenant, which a link shows to others too", async () => {
    const page = await open("/?lang=en");
    await page.waitForSelector(".day-map");
    await page.click(".choice:first-child summary");
    await page.fill(".choice[open] input[type=search]", "glob");
    await page.locator(".choice[open] label", { hasText: "globex" }).click();
    await expect.poll(() => new URL(page.url()).hash, PATIENT).toBe("#/fleet?tenant=globex");
    await expect.poll(() => page.textContent(".verdict"), PATIENT).toMatch(/of 5 series/);
    const other = await open(`/?lang=en${new URL(page.url()).hash}`);
    await expect.poll(() => other.textContent(".verdict"), PATIENT).toMatch(/of 5 series/);
  });

  test("moves by the keyboard alone: to a choice, into it, and out again", async () => {
    const page = await open("/?lang=en");
    await page.waitForSelector(".day-map");
    await page.focus(".choice:first-child summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".choice[open] li");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect.poll(() => new URL(page.url()).hash, PATIENT).toContain("tenant=");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.localName")).toBe("summary");
  });

  test.each([
    ["wide", {}],
    ["on a phone", { viewport: PHONE }],
  ])("reads names as names, however long, odd or hostile, %s", async (size, more) => {
    const page = await open("/", more);
    await page.waitForSelector(".day-map");
    await picture(page, `fleet-odd-${size}`);
    expect(await findOverflow(page)).toEqual([]);
    expect(await page.locator("img[src=x], main script").count()).toBe(0);
    expect(await page.title()).toBe("Fleet · Vigie");
    expect(await page.locator(".wrong a", { hasText: HOSTILE }).count()).toBe(1);
    const tallest = await page.evaluate<number>(
      "Math.max(...[...document.querySelectorAll('.search td')].map((one) => one.offsetHeight))",
    );
    expect(tallest).toBeLessThan(NAMES_PX_MAX);
  });

  test("is told Vigie's own time, whatever this machine's clock says", async () => {
    const page = await browser.newPage();
    await page.addInitScript("Date.now = () => 0");
    await page.goto(`${url}/?lang=en`);
    const slot = page.locator(`.wrong tr[data-key="${seriesId(estate.seriesByState.missing)}"]`);
    await slot.waitFor();
    expect(await slot.locator(".col-slot").textContent()).toContain("11 hr ago");
    await page.locator(".liveness", { hasText: "as of 12:0" }).waitFor();
    await page.close();
  });

  test("is told when the store is gone, and sees it come back", async () => {
    const page = await open("/?lang=en", { allows: /503/ });
    await page.waitForSelector(".day-map");
    world.breakStore(true);
    await page.click('.tile[data-state="missing"]');
    await page.locator(".freshness", { hasText: "Not fresh since 12:0" }).waitFor();
    expect(await page.textContent(".freshness")).toContain("Cannot reach the store");
    expect(await page.locator(".verdict").count()).toBe(1);
    world.breakStore(false);
    await page.click(".freshness button");
    await page.waitForSelector(".freshness p", { state: "detached" });
  });
});

describe.skipIf(reason !== null)(`an empty fleet${skipped}`, () => {
  test("teaches, is never green, and says since when it is cut off", async () => {
    const world = await openBoardWorld(clock);
    const url = await world.listen();
    const browser = await openBrowser();
    const page = await openPage("/?lang=fr", { browser, url, allows: /ERR_|Failed to load/ });
    await page.waitForSelector(".verdict.tone-unknown");
    const text = await page.textContent("main");
    for (const word of ["Aucune série", "vigie ingest"]) expect(text).toContain(word);
    await page.context().setOffline(true);
    world.app.server.closeAllConnections();
    await page.locator(".live", { hasText: "Figé depuis" }).waitFor();
    await page.context().setOffline(false);
    await page.locator(".live", { hasText: "En direct" }).waitFor();
    await world.insert({ states: [stateOf(series(), { updatedAt: instantToJson(NOON_MS) })] });
    await page.waitForSelector(".verdict.tone-good");
    await browser.close();
    await world[Symbol.asyncDispose]();
  });
});
