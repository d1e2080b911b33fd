import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instantToJson } from "../../../schemas/instant.ts";
import { seriesId } from "../../../schemas/series.ts";
import { withdrawRequest } from "../../../verifiers/requests/decide-request.ts";
import { checkRequestReport } from "../../../verifiers/requests/report/request-report.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { VISIT_ROWS, visitFile } from "../verifiers/sandboxes/sqlite-files.ts";
import { findBarriers, findOverflow, openPage, PHONE, picture, WIDE } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";
import { openWholeVigie } from "./whole-vigie.ts";

const WITHIN = { timeout: 30_000 };
/** Less than the half minute after which a page looks by itself. */
const SHOWS_WITHIN_MS = 20_000;
const reason = missingBrowser(process.env);

let whole: Awaited<ReturnType<typeof openWholeVigie>>;
let browser: Browser;
let [rita, anna, grace] = ["", "", ""];

async function signIn(viewport: typeof WIDE, token = rita): Promise<Page> {
  const page = await openPage("/", {
    ...{ browser, url: whole.url, viewport, waitFor: "#token", allows: /401|409/ },
  });
  await page.fill("#token", token);
  await page.press("#token", "Enter");
  await page.waitForSelector(".live.tone-good");
  return page;
}

/** Opens a request as a ticket asks for it, up to its own page. */
async function open(page: Page, ticket: string, environment = "staging"): Promise<void> {
  await page.goto(`${whole.url}/#/requests/new?series=${seriesId(VISITOR_DB)}`);
  await page.selectOption("#field-environment", environment);
  const values = {
    ...{ ticket, askedBy: "Grace", instance: "par-sql-09", database: "VisitorCopy" },
    at: instantToJson(whole.clock.nowMs()),
    reason: "<b>a wrong import</b>",
  };
  for (const [name, value] of Object.entries(values)) await page.fill(`#field-${name}`, value);
  await page.click("dialog button.primary");
  await page.waitForURL(/#\/requests\/R-\d{4}-\d{4}/, WITHIN);
  await page.locator(".history").getByText("by Rita").waitFor(WITHIN);
}

/** Takes one act on the request that is shown, up to its step; says what its dialog told. */
async function act(page: Page, name: string, reason: string): Promise<string> {
  await page.click(`[data-focus="${name}"]`);
  const told = await page.locator("dialog").textContent();
  await page.fill("#field-reason", reason);
  await page.click("dialog button.primary");
  await page.locator(".history").getByText(reason).waitFor(WITHIN);
  return told ?? "";
}

/** A backup of a SQLite database, as its job and its collector tell of it. */
async function backUp(): Promise<void> {
  const file = join(whole.vault, "visitor.db");
  const { bytes } = visitFile();
  await writeFile(file, bytes);
  const time = instantToJson(Math.floor(whole.clock.nowMs() / 1_000) * 1_000);
  const sizeBytes = bytes.length;
  const value = createHash("sha256").update(bytes).digest("hex");
  const copy = {
    ...{ role: "primary", vault: "dc1", uri: pathToFileURL(file).href, sizeBytes },
    ...{ checksum: { algorithm: "sha256", value }, observedAt: time },
  };
  const observed = { time, id: "copy", type: "vigie.copy.observed.v1" };
  await whole.send([
    makeEvent({ time }, { startedAt: time, finishedAt: time, sizeBytes }),
    makeEvent({ ...observed, data: { series: VISITOR_DB, runId: "b6a9", copy } }),
  ]);
}

describe.skipIf(reason !== null)(`restore requests${reason ? ` (skipped: ${reason})` : ""}`, () => {
  beforeAll(async () => {
    whole = await openWholeVigie();
    rita = await whole.giveToken("Rita", "restorer");
    anna = await whole.giveToken("Anna", "approver");
    grace = await whole.giveToken("Grace", "approver");
    browser = await openBrowser();
    await backUp();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await whole?.[Symbol.asyncDispose]();
  });

  test("one is opened from a series, stands in the ledger, and is withdrawn", async () => {
    const page = await signIn(WIDE);
    await open(page, "SUP-1");
    expect(await page.locator(".facts").first().textContent()).toContain("<b>a wrong import</b>");
    // Who asks for it does not approve it.
    expect(await page.locator('[data-focus="approve"]').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    await act(page, "withdraw", "found elsewhere");
  });

  test("what the command line does shows by itself, and a form of before is refused in French", async () => {
    const page = await signIn(WIDE);
    await open(page, "SUP-3");
    const id = new URL(page.url()).hash.split("/").at(-1) ?? "";
    await page.goto(`${whole.url}/?lang=fr#/requests/${id}`);
    await page.click('[data-focus="plan"]');
    const said = { author: "Mallory", reason: "found by hand", via: "command line" } as const;
    const atMs = whole.clock.nowMs();
    expect(await withdrawRequest(whole.state, id, { ...said, atMs })).toMatchObject({ ok: true });
    const step = page.locator(".history li", { hasText: "Mallory" });
    await step.waitFor({ timeout: SHOWS_WITHIN_MS });
    expect(await step.textContent()).toContain("en ligne de commande, sans authentification");
    await page.fill("#field-reason", "faisable");
    await page.click("dialog button.primary");
    const problem = page.locator("dialog .problem", { hasText: "La demande a changé" });
    await problem.waitFor(WITHIN);
    await picture(page, "request-refused-fr");
  });

  test("two people lead one from its ticket to its sealed report", async () => {
    const page = await signIn(WIDE);
    await open(page, "SUP-2", "production");
    await act(page, "plan", "feasible");
    await page.locator(".facts", { hasText: "visitor.db" }).waitFor(WITHIN);
    await page.getByText("once another person has approved").waitFor(WITHIN);

    expect(await page.locator('[data-focus="execute"]').count()).toBe(0);

    const asker = await signIn(PHONE, grace);
    await asker.goto(page.url());
    await asker.getByText("You asked for it: another approver").waitFor(WITHIN);
    expect(await asker.locator('[data-focus="refuse"]').count()).toBe(1);
    expect(await asker.locator('[data-focus="approve"]').count()).toBe(0);

    const other = await signIn(PHONE, anna);
    await other.goto(page.url());
    await act(other, "approve", "agreed with the site");
    expect(await findOverflow(other)).toEqual([]);

    await page.reload();
    await page.locator(".runbook", { hasText: "sha256sum" }).waitFor(WITHIN);
    await page.click('[data-focus="copy"]');
    await page.locator(".announcements", { hasText: /Copied|selected/ }).waitFor(WITHIN);
    await picture(page, "request-wide");
    expect(await findBarriers(page)).toEqual([]);

    const told = await act(page, "execute", "in the agreed window");
    expect(told).toContain("VisitorCopy");
    expect(told).toContain("Anna");
    // The sandbox has shown it, and the page heard of it.
    await page.locator('[data-focus="close"]').waitFor(WITHIN);
    await act(page, "close", "checked with the customer");
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Sealed report" }).click();
    const report = JSON.parse(await readFile(await (await coming).path(), "utf8"));
    const { fingerprint } = whole.keys;
    expect(checkRequestReport(report, { fingerprint })).toMatchObject({ verdict: "sound" });
    expect(report.request).toMatchObject({
      closing: { outcome: "restored" },
      execution: { result: { outcome: "proven", rowCounts: VISIT_ROWS } },
    });
    await picture(page, "request-closed");
    expect(await findBarriers(page)).toEqual([]);
  }, 120_000);

  test("a verification is asked for, and leads to its proof once it is done", async () => {
    const page = await signIn(WIDE);
    await page.goto(`${whole.url}/?lang=en#/series/${seriesId(VISITOR_DB)}`);
    await page.click('[data-focus="verify"]');
    await page.selectOption("#field-level", "restored");
    await page.click("dialog button.primary");
    const verified = page.locator(".verification", { hasText: "proven" });
    await verified.getByRole("link").click(WITHIN);
    await page.locator(".proof-steps").waitFor(WITHIN);
    expect(await page.locator(".checks").textContent()).toContain("SQLite");
  }, 60_000);

  test("the list keeps nobody out on a phone", async () => {
    const page = await signIn(PHONE);
    await page.goto(`${whole.url}/#/requests`);
    await page.getByRole("link", { name: /^R-/ }).first().waitFor(WITHIN);
    await picture(page, "requests-phone");
    expect(await findBarriers(page)).toEqual([]);
    expect(await findOverflow(page)).toEqual([]);
  });
});
