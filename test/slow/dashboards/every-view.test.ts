import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import { clockFrom, findOverflow, openPage, PHONE } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

/** More than a page bears of silence, and than it then waits. */
const SILENCE_MS = 16_000;
const RETRY_MS = 4_000;
const reason = missingBrowser(process.env);

/** What each view says where there is nothing, and whether what it shows is in the store. */
const VIEWS = [
  ["fleet", "No series yet", true],
  ["series", "No series answers to this search.", true],
  ["copies", "No duplicate was heard of in this range", true],
  ["proofs", "No weekly report is written yet.", true],
  ["incidents", "No incident here", true],
  ["requests", "No restore request.", false],
  ["pipeline", "Nothing in this range", true],
] as const;

describe.skipIf(reason !== null)(`every view${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    url = await world.listen();
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  /** The view with a clock that can be put forward. */
  async function open(view: string): Promise<Page> {
    const opening = { browser, url, viewport: PHONE, allows: /503|ERR_|Failed to load/ };
    const page = await openPage(`/?lang=en#/${view}`, opening);
    await page.clock.install();
    await page.reload();
    await page.waitForSelector(".live.tone-good");
    await page.waitForLoadState("networkidle");
    return page;
  }

  test.each(VIEWS)(
    "%s says that there is nothing, that the store is gone, and recovers",
    async (view, said, isStored) => {
      const page = await open(view);
      await page.locator(".view", { hasText: said }).waitFor();
      await page.waitForSelector("[aria-busy]:visible", { state: "detached" });
      // What states could be chosen is no judgement.
      expect(await page.locator(".view .tone-good:not(button)").count()).toBe(0);
      expect(await findOverflow(page)).toEqual([]);

      world.breakStore(true);
      await page.evaluate(`location.hash = "#/${view}?range=90d"`);
      const failed = page.locator(".freshness", { hasText: "Cannot reach the store" });
      if (isStored) await failed.getByText("Not fresh since 12:0").waitFor();
      await page.clock.runFor(SILENCE_MS);
      await page.locator(".live.tone-warning").waitFor();
      expect(await page.locator(".view").textContent()).toContain(said);

      world.breakStore(false);
      await page.clock.runFor(RETRY_MS);
      await page.waitForSelector(".live.tone-good");
      await page.waitForSelector(".freshness p", { state: "detached" });
    },
  );
});
