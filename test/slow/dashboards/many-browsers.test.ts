import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriesId } from "../../../schemas/series.ts";
import { NOON_MS, stateOf } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import { listenLive } from "../../dashboards/listen-live.ts";
import * as estate from "../../dashboards/small-estate.ts";
import { clockFrom } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

/** Fifty pages of chromium take minutes of two cores; what the server sees is the same so. */
const PAGES = 8;
const CONNECTIONS = 42;
const SHOWS_WITHIN_MS = 60_000;
/** The fleet asks eight panels, and marks are read once a second: no more than for one or two. */
const QUESTIONS_PER_CHANGE_MAX = 60;
const SERVER_GROWTH_BYTES_MAX = 200e6;

const reason = missingBrowser(process.env);
const { running } = estate.seriesByState;
const ROW = `.search tr[data-key="${seriesId(running)}"]`;

describe.skipIf(reason !== null)(`50 at once${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  const panels = new Set<string>();

  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    await world.insert(estate);
    world.app.server.on("request", ({ url: address = "" }) => {
      if (address.startsWith("/api/v1/panels/")) panels.add(address.replace(/from=[^&]*/, "from="));
    });
    // Else a connection may be closed as it is used again, while all of them wait for two cores.
    world.app.server.keepAliveTimeout = SHOWS_WITHIN_MS;
    url = await world.listen();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  /** A board in a browser of its own. */
  async function openBoard(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`${url}/?lang=en`);
    await page.waitForSelector(ROW);
    await page.waitForSelector(".live.tone-good");
    return page;
  }

  /** The same without its page: what it hears, and what it then asks. */
  async function openConnection() {
    const live = await listenLive(url);
    const first = await live.next();
    return {
      /** Waits for a change of the series, and asks what the page would ask. */
      refresh: async (): Promise<string> => {
        let { at, marks } = first;
        while (marks.series === first.marks.series) ({ at, marks } = await live.next());
        const from = new Date(Date.parse(at) - 14 * 24 * 3_600_000).toISOString();
        const told = await Promise.all(
          [...panels].map(async (address) => {
            const response = await fetch(url + address.replace("from=", `from=${from}`));
            expect(response.status).toBe(200);
            return response.text();
          }),
        );
        live.leave();
        return told.join("\n");
      },
    };
  }

  test("all see a change by themselves; the store is asked as for one, and nothing piles up", async () => {
    const pages = [await openBoard()];
    const before = process.memoryUsage().rss;
    while (pages.length < PAGES) pages.push(await openBoard());
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, openConnection));
    const asked = world.questions();
    await world.insert({ states: [stateOf(running, { state: "stuck", version: 2 })] });
    const told = Promise.all(connections.map((connection) => connection.refresh()));
    const stuck = (page: Page) => page.locator(`${ROW} .col-state`, { hasText: "stuck" });
    await Promise.all(pages.map((page) => stuck(page).waitFor({ timeout: SHOWS_WITHIN_MS })));
    for (const text of await told) expect(text).toContain('"stuck"');
    expect(panels.size).toBeGreaterThan(5);
    expect(panels.size).toBeLessThan(12);
    expect(world.questions() - asked).toBeLessThan(QUESTIONS_PER_CHANGE_MAX);
    expect(process.memoryUsage().rss - before).toBeLessThan(SERVER_GROWTH_BYTES_MAX);
  });
});
