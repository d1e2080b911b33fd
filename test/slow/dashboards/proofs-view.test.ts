import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORDS } from "../../../dashboards/board/page/words.ts";
import { checkReport } from "../../../verifiers/report/check-report.ts";
import { writeReport } from "../../../verifiers/report/write-report.ts";
import { check, NOON_MS, proofOf } from "../../dashboards/board-rows.ts";
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
const reason = missingBrowser(process.env);

const hostile = proofOf(estate.unproven, {
  ...{ id: "b".repeat(32), outcome: "unproven", level: "sound", engine: HOSTILE },
  copy: { role: "duplicate", vault: HOSTILE, uri: HOSTILE, sizeBytes: 1, checksum: null },
  checks: [
    { ...check(HOSTILE, "sound", { en: HOSTILE, fr: HOSTILE }), observed: { [HOSTILE]: HOSTILE } },
  ],
  skipped: [{ level: "restored", reason: { en: HOSTILE, fr: HOSTILE } }],
});

describe.skipIf(reason !== null)(`restore proofs${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    await estate.insertSeriesRows(world.writer);
    await world.insert({ proofs: [hostile] });
    url = await world.listen();
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  test.each([
    ["wide", "light", WIDE, "fr"],
    ["wide", "dark", WIDE, "en"],
    ["phone", "light", PHONE, "fr"],
  ] as const)("keep nobody out, %s and %s", async (size, theme, viewport, lang) => {
    const opening = { browser, url, viewport, theme };
    const page = await openPage(`/?lang=${lang}#/proofs`, opening);
    await page.locator("meter").first().waitFor();
    await page.locator("figure canvas").waitFor();
    expect(await findOverflow(page)).toEqual([]);
    await picture(page, `proofs-${size}-${theme}`);
    expect(await findBarriers(page)).toEqual([]);
    await page.goto(`${url}/?lang=${lang}#/proofs/${estate.failedProof.id}`);
    await page.locator(".proof-steps").waitFor();
    expect(await findOverflow(page)).toEqual([]);
    await picture(page, `proof-${size}-${theme}`);
    expect(await findBarriers(page)).toEqual([]);
  });

  test("say what is covered and what is not, and claim nothing without draws", async () => {
    const page = await openPage("/?lang=en#/proofs?range=90d", { browser, url });
    const coverage = page.locator("section", { has: page.locator("h2", { hasText: "Coverage" }) });
    await coverage.locator("tbody tr").nth(2).waitFor();
    expect(await coverage.textContent()).toContain("1 of 2 (50%)");
    await page.locator(".empty", { hasText: "Nothing was drawn at random yet" }).waitFor();
    await page.locator(".empty", { hasText: "No weekly report is written yet" }).waitFor();
    await page.locator(".badge", { hasText: "too slow" }).waitFor();
    const text = (await page.locator(".view").textContent()) ?? "";
    expect(text).toContain(WORDS.en.proofs.never);
  });

  test.each(["en", "fr"] as const)("are read step by step, in %s", async (lang) => {
    const page = await openPage(`/?lang=${lang}#/proofs`, { browser, url });
    const { id, checks, copy, hash, key } = estate.failedProof;
    await page.locator(`a[href*="${id}"]`).first().click();
    const steps = page.locator(".proof-steps > li");
    await steps.first().waitFor();
    expect(await steps.nth(0).textContent()).toContain(copy.uri);
    const failed = page.locator(".verdict-fail");
    expect(await failed.textContent()).toContain(checks[1]?.reason[lang]);
    expect(await failed.locator(".badge").textContent()).toBe(WORDS[lang].dialog.verdicts.fail);
    await failed.locator("summary").focus();
    await page.keyboard.press("Enter");
    expect(await failed.locator("details dd").first().isVisible()).toBe(true);
    const seal = steps.last();
    for (const said of [hash, key, `vigie report check proof-${id}.json`])
      expect(await seal.textContent()).toContain(said);
    const downloading = page.waitForEvent("download");
    await seal.locator("a").click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`proof-${id}.json`);
    const stream = await download.createReadStream();
    const bytes = Buffer.concat(await stream.toArray());
    expect(JSON.parse(bytes.toString("utf8"))).toEqual(estate.failedProof);
  });

  test("a week's report is downloaded as it was sealed; other files are none", async () => {
    const { reports: directory, keys, store } = world;
    const asked = { store, keys, policies: [], zone: "Europe/Paris", nowMs: NOON_MS, directory };
    await writeReport({ ...asked, lang: "en", formats: ["html", "json"] });
    await writeFile(join(directory, "<img src=x onerror=alert(1)>-en.json"), "{}");
    const page = await openPage("/?lang=en#/proofs", { browser, url, viewport: PHONE });
    const links = page.locator("a[href*='/api/v1/reports/']");
    await links.first().waitFor();
    expect(await links.count()).toBe(2);
    expect(await findOverflow(page)).toEqual([]);
    const downloading = page.waitForEvent("download");
    await links.filter({ hasText: "JSON" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("2026-W46-en.json");
    const bytes = await readFile(await download.path());
    expect(bytes).toEqual(await readFile(join(directory, "2026-W46-en.json")));
    const { fingerprint } = keys;
    expect(checkReport(bytes, { fingerprint })).toMatchObject({
      verdict: "sound",
    });
  });

  test("a hostile proof stays text, and one that is not there is said to be none", async () => {
    const page = await openPage(`/?lang=en#/proofs/${hostile.id}`, { browser, url });
    await page.locator(".proof-steps").waitFor();
    expect(await page.locator(".checks strong").textContent()).toBe(HOSTILE);
    expect(await page.locator("img[src=x]").count()).toBe(0);
    expect(await page.title()).not.toContain("pwned");
    expect(await findOverflow(page)).toEqual([]);
    await page.goto(`${url}/?lang=en#/proofs/nonsense`);
    await page.locator(".proof-page", { hasText: "There is no such proof" }).waitFor();
  });
});
