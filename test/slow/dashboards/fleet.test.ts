import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import * as estate from "../../dashboards/small-estate.ts";
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

const reason = missingBrowser(process.env);

describe.skipIf(reason !== null)(`the fleet${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    await world.insert(estate);
    url = await world.listen();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  describe.each([
    ["wide", WIDE],
    ["phone", PHONE],
  ] as const)("%s", (size, viewport) => {
    test.each(["light", "dark"] as const)("keeps nobody out, %s", async (theme) => {
      const page = await openPage("/", { browser, url, viewport, theme });
      await page.waitForSelector(".day-map");
      await picture(page, `fleet-${size}-${theme}`);
      expect(await findOverflow(page)).toEqual([]);
      expect(await findBarriers(page)).toEqual([]);
    });
  });
});
