import type { Socket } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import * as estate from "../../dashboards/small-estate.ts";
import { clockFrom } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

/** A third below the 300 kB that are promised: room for data and for what is to come. */
const FIRST_VIEW_BYTES_MAX = 200_000;
const SECOND_VIEW_BYTES_MAX = 40_000;

const reason = missingBrowser(process.env);

describe.skipIf(reason !== null)(`the first view${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let context: BrowserContext;
  let url: string;
  let asked: string[] = [];
  const sockets = new Set<Socket>();
  /** All that the server wrote, its headers and data included. */
  const written = () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);

  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    await world.insert(estate);
    world.app.server.on("request", ({ url: address }) => void asked.push(address ?? ""));
    world.app.server.on("connection", (socket) => void sockets.add(socket));
    url = await world.listen();
    browser = await openBrowser();
    context = await browser.newContext();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  /** What is asked, and written, until the fleet stands. */
  async function show(page: Page, how: () => Promise<unknown>) {
    asked = [];
    const before = written();
    await how();
    await page.waitForSelector(".day-map");
    await page.waitForSelector(".live.tone-good");
    await page.waitForLoadState("networkidle");
    return { files: asked.filter((one) => one.startsWith("/board/")), bytes: written() - before };
  }

  test("asks for each file once, and for none again as long as they are the same", async () => {
    const page = await context.newPage();
    const first = await show(page, () => page.goto(`${url}/`));
    expect(first.files.length).toBeGreaterThan(50);
    expect(first.files.toSorted()).toEqual([...new Set(first.files)].toSorted());
    expect(first.bytes).toBeLessThan(FIRST_VIEW_BYTES_MAX);

    const again = await show(page, () => page.reload());
    expect(again.files).toEqual([]);
    expect(again.bytes).toBeLessThan(SECOND_VIEW_BYTES_MAX);
  });
});
