import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { WORDS } from "../../../dashboards/board/page/words.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { type Series, seriesId } from "../../../schemas/series.ts";
import { SLOT_STATES } from "../../../schemas/series-state.ts";
import { findingOf, series, stateOf } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import * as estate from "../../dashboards/small-estate.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

const CHANGE_SHOWS_WITHIN_MS = 5_000;
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const HOSTILE = `<img src=x onerror="document.title='pwned'"><script>alert(1)</script>\u202e`;

const reason = missingBrowser(process.env);
const clock = createSystemClock();
let world: BoardWorld;
let browser: Browser;
let url: string;

const row = (of: Series) => `#series-${seriesId(of)}`;

/**
 * A page of the board, as it stands once the board is there; fails the test on any complaint of the
 * browser.
 */
async function open(address = "/", viewport = WIDE): Promise<Page> {
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) complaints.push(`left home: ${request.url()}`);
  });
  onTestFinished(async () => {
    await page.close();
  });
  await page.goto(`${url}${address}`);
  await page.waitForSelector(".live.tone-good");
  onTestFinished(() => expect(complaints).toEqual([]));
  return page;
}

describe.skipIf(reason !== null)(
  `the board in a browser${reason ? ` (skipped: ${reason})` : ""}`,
  () => {
    beforeAll(async () => {
      world = await openBoardWorld(clock);
      await world.insert(estate);
      await world.insert({ states: [stateOf(series({ asset: HOSTILE, tenant: HOSTILE }))] });
      url = await world.listen();
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      await world?.[Symbol.asyncDispose]();
    });

    test.each(["en", "fr"] as const)(
      "shows every state, by word and shape, in %s",
      async (lang) => {
        const page = await open(`/?lang=${lang}`);
        expect(await page.getAttribute("html", "lang")).toBe(lang);
        for (const state of SLOT_STATES) {
          const badge = page.locator(`${row(estate.seriesByState[state])} .col-state .badge`);
          expect(await badge.textContent()).toBe(WORDS[lang].states[state]);
          expect(await badge.locator("svg").count()).toBe(1);
        }
        const missing = page.locator(row(estate.seriesByState.missing));
        expect(await missing.textContent()).toContain(WORDS[lang].kinds.missing);
        expect(await missing.textContent()).toContain(
          findingOf(estate.seriesByState.missing).summary[lang],
        );
        expect(await missing.textContent()).toContain(WORDS[lang].proofs.never);
      },
    );

    test.each(["en", "fr"] as const)("says why a proof failed, in %s", async (lang) => {
      const page = await open(`/?lang=${lang}`);
      const why = estate.OTHER_BYTES[lang];
      expect(await page.locator("li.tone-critical p", { hasText: why }).count()).toBe(1);
      await page.click(`${row(estate.vm)} .asset`);
      const check = page.locator("dialog .verdict.fail");
      await check.waitFor();
      expect(await check.textContent()).toContain(why);
    });

    test("shows a change within 5 s, without a reload, and says it aloud", async () => {
      const page = await open();
      await page.evaluate("globalThis.isSamePage = true");
      const of = estate.seriesByState.running;
      await world.insert({
        states: [stateOf(of, { state: "stuck", version: 2 })],
        findings: [findingOf(of, { kind: "stuck", openedAt: instantToJson(clock.nowMs()) })],
      });
      const timeout = CHANGE_SHOWS_WITHIN_MS;
      await page.locator(`${row(of)} .col-state`, { hasText: "stuck" }).waitFor({ timeout });
      await page
        .locator(`${row(of)} .col-findings`, { hasText: "Backup stuck" })
        .waitFor({ timeout });
      expect(await page.evaluate("globalThis.isSamePage")).toBe(true);
      expect(await page.textContent(".spoken")).toContain("Db_running: stuck");
    });

    test("a hostile name stays a name", async () => {
      const page = await open();
      const cell = page.locator(row(series({ asset: HOSTILE, tenant: HOSTILE })));
      expect(await cell.locator(".asset").textContent()).toBe(HOSTILE);
      expect(await page.locator("img[src=x]").count()).toBe(0);
      expect(await page.title()).toMatch(/^\(\d+\) Vigie$/);
    });

    test.each(["en", "fr"])("fits a phone without scrolling sideways, in %s", async (lang) => {
      const page = await open(`/?lang=${lang}`, PHONE);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
      expect(await page.locator(row(series({ asset: HOSTILE, tenant: HOSTILE }))).isVisible()).toBe(
        true,
      );
    });

    test("the filter is kept in the address, and one can clear it", async () => {
      const page = await open("/?lang=fr#q=globex&state=missing,late");
      const rows = page.locator("tbody tr");
      expect(await rows.count()).toBe(2);
      await page.fill("input[type=search]", "globex Db_miss");
      expect(await rows.count()).toBe(1);
      expect(new URL(page.url()).hash).toBe("#q=globex+Db_miss&state=missing,late");
      await page.click("text=Effacer le filtre");
      expect(new URL(page.url()).hash).toBe("");
      expect(await rows.count()).toBe(estate.states.length + 1);
    });

    test("changing the language keeps the filter", async () => {
      const page = await open("/?lang=en#q=globex");
      await page.click("text=Français");
      await page.waitForSelector("html[lang=fr] .live.tone-good");
      expect(await page.inputValue("input[type=search]")).toBe("globex");
    });

    test("a keyboard reaches a series, opens it, reads its numbers and comes back", async () => {
      const page = await open();
      const focused = "document.activeElement.className";
      for (let press = 0; press < 30; press++) {
        await page.keyboard.press("Tab");
        if ((await page.evaluate(focused)) === "asset") break;
      }
      expect(await page.evaluate(focused)).toBe("asset");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog[open]");
      expect(await page.textContent("dialog[open]")).toContain("The numbers that decided it");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog:not([open])", { state: "attached" });
      expect(await page.evaluate(focused)).toBe("asset");
    });

    test("focus stays where it is when its own row or another changes", async () => {
      const page = await open();
      const focused = "document.activeElement.closest('tr')?.id";
      const own = estate.seriesByState.waiting;
      await page.focus(`${row(own)} .asset`);
      for (const [version, of] of [estate.seriesByState.skipped, own].entries()) {
        await world.insert({ states: [stateOf(of, { state: "missing", version: version + 5 })] });
        await page.locator(`${row(of)} .col-state`, { hasText: "missing" }).waitFor();
        expect(`#${await page.evaluate(focused)}`).toBe(row(own));
      }
    });

    test("what is inline or made of strings is stopped by the browser", async () => {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      await page.goto(url);
      await page.evaluate("document.head.append(document.createElement('style'))");
      await expect(page.evaluate("document.body.innerHTML = '<b>'")).rejects.toThrow("TrustedHTML");
      expect(complaints.join()).toContain("Content Security Policy");
      await page.close();
    });

    test("the details of a series show each check of its proofs", async () => {
      const page = await open();
      await page.click(`${row(estate.seriesByState.filled)} .asset`);
      const checks = page.locator("dialog .verdict.pass");
      await checks.first().waitFor();
      expect(await checks.first().textContent()).toContain("The object is there");
    });
  },
);

describe.skipIf(reason !== null)(`when things end${reason ? ` (skipped: ${reason})` : ""}`, () => {
  test("an empty board teaches, a lost one says since when, and heals itself", async () => {
    world = await openBoardWorld(clock);
    url = await world.listen();
    browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(`${url}/?lang=fr`);
    await page.waitForSelector(".live.tone-good");
    const text = await page.textContent("main");
    for (const word of ["Aucune série", "vigie ingest", "Aucune anomalie", "vigie verify"])
      expect(text).toContain(word);
    await page.context().setOffline(true);
    world.app.server.closeAllConnections();
    await page.locator(".live", { hasText: "Figé depuis" }).waitFor();
    await page.context().setOffline(false);
    await page.locator(".live", { hasText: "En direct" }).waitFor();
    await browser.close();
    await world[Symbol.asyncDispose]();
  });
});
