import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { FIRST_VIEW } from "../../../app/bench/boards/measure-first-view.ts";
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

  test("asks as it opens what the benchmark of boards asks, and no more rows", async () => {
    const asked = new Map<string, number | undefined>();
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      const limit = searchParams.get("limit");
      const panel = /^\/api\/v1\/panels\/(.+)$/.exec(pathname)?.[1];
      if (panel) asked.set(panel, limit === null ? undefined : Number(limit));
    });
    await page.goto(url);
    await page.waitForSelector(".day-map");
    await page.waitForSelector(".live.tone-good");
    expect(Object.fromEntries(asked)).toEqual(FIRST_VIEW);
  });

  test.each([
    ["small", { width: 1280, height: 800 }],
    ["phone", PHONE],
  ])("shows today and the names of the calendar without scrolling, %s", async (_, viewport) => {
    const page = await openPage("/", { browser, url, viewport });
    await page.waitForSelector(".day-map tbody td");
    const hidden = await page.evaluate<readonly string[]>(`(() => {
      const map = document.querySelector(".day-map");
      const box = map.parentElement.getBoundingClientRect();
      const today = map.querySelector("thead th:last-child");
      const names = [...map.querySelectorAll("tbody th")];
      const isOut = (one) => {
        const { left, right } = one.getBoundingClientRect();
        return left < box.left - 1 || right > box.right + 1;
      };
      return [today, ...names].filter(isOut).map(({ textContent }) => textContent);
    })()`);
    expect(hidden).toEqual([]);
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
