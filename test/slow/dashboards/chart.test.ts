import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import { clockFrom, findBarriers, openPage, PHONE, picture, WIDE } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

const reason = missingBrowser(process.env);

/** Puts a chart of ten days on the page, with a gap, a band and a note. */
const SHOW = `(async () => {
  const { createChart } = await import("/board/chart/create-chart.ts");
  const { createFormats } = await import("/board/create-formats.ts");
  const formats = createFormats("en", "Europe/Paris");
  const chart = createChart({
    lang: "en", zone: "Europe/Paris", formats, title: "Sizes", format: formats.bytes,
  });
  document.querySelector("main").prepend(chart.root);
  const atMs = Array.from({ length: 10 }, (_, day) => ${NOON_MS} - (9 - day) * 86400000);
  chart.show({
    atMs,
    lines: [{ label: "Size", values: atMs.map((_, day) => (day === 4 ? null : 8e10 + day * 1e9)) }],
    band: { low: atMs.map(() => 7.5e10), high: atMs.map(() => 9.5e10) },
    notes: [{ atMs: atMs[6], label: "Backup undersized", tone: "critical" }],
  });
})()`;

/** Shows durations up to `seconds`, and says which labels of the axis begin outside the canvas. */
const cutLabels = (seconds: number, lang: "en" | "fr") => `(async () => {
  const { createChart } = await import("/board/chart/create-chart.ts");
  const { createFormats } = await import("/board/create-formats.ts");
  const formats = createFormats("${lang}", "Europe/Paris");
  const chart = createChart({
    lang: "${lang}", zone: "Europe/Paris", formats, title: "Time", format: formats.duration,
  });
  document.querySelector("main").prepend(chart.root);
  const labels = new Map();
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const left = x - (this.textAlign === "right" ? this.measureText(text).width : 0);
    labels.set(text, left);
    return fillText.call(this, text, x, y);
  };
  const atMs = [0, 1, 2].map((day) => ${NOON_MS} - (2 - day) * 86400000);
  chart.show({ atMs, lines: [{ label: "Time", values: [60, ${seconds} / 3, ${seconds}] }] });
  while (!chart.root.querySelector("canvas") || labels.size === 0)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  CanvasRenderingContext2D.prototype.fillText = fillText;
  return { said: [...labels.keys()], cut: [...labels].filter(([, left]) => left < 0) };
})()`;

describe.skipIf(reason !== null)(`a chart${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    url = await world.listen();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  test.each(["light", "dark"] as const)(
    "is drawn under the strict policy, read by keys, and a table for who wants it, %s",
    async (theme) => {
      const page = await openPage("/?lang=en", { browser, url, theme });
      await page.evaluate(SHOW);
      await page.waitForSelector(".chart canvas");
      await page.focus(".chart .plot");
      await page.keyboard.press("ArrowLeft");
      expect(await page.textContent(".chart .readout")).toBe(
        "20 Nov, 12:00 · Size: 89 GB · Expected: 75 GB to 95 GB",
      );
      await page.keyboard.press("ArrowLeft");
      expect(await page.textContent(".chart .readout")).toContain("19 Nov, 12:00 · Size: 88 GB");
      await page.click(".chart summary");
      const rows = page.locator(".chart tbody tr");
      await rows.first().waitFor();
      expect(await rows.count()).toBe(10);
      expect(await page.locator(".chart td", { hasText: "Backup undersized" }).count()).toBe(1);
      await picture(page, `chart-${theme}`);
      expect(await findBarriers(page)).toEqual([]);
    },
  );

  test.each([
    ["wide", "en", "16 hrs 40 mins", WIDE],
    ["wide", "fr", "16 h 40 min", WIDE],
    ["phone", "en", "16 hrs 40 mins", PHONE],
  ] as const)("says all of a duration at its axis, %s, %s", async (size, lang, label, viewport) => {
    const page = await openPage("/?lang=en", { browser, url, viewport });
    const { said, cut } = await page.evaluate<{
      readonly said: readonly string[];
      readonly cut: readonly (readonly [string, number])[];
    }>(cutLabels(70_000, lang));
    await picture(page, `chart-durations-${size}-${lang}`);
    expect(said.map((text) => text.replaceAll(/\s/g, " "))).toContain(label);
    expect(cut).toEqual([]);
  });
});
