import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toRejectRow } from "../../../ingest/writer/to-reject-row.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { openRequest } from "../../../verifiers/requests/open-request.ts";
import {
  findingOf,
  HOUR_MS,
  NOON_MS,
  runOf,
  series,
  stateOf,
} from "../../dashboards/board-rows.ts";
import { type BoardWorld, openBoardWorld } from "../../dashboards/board-world.ts";
import { anAsking } from "../../verifiers/requests/a-request.ts";
import { clockFrom, findOverflow, openPage, PHONE, picture } from "./open-app.ts";
import { missingBrowser, openBrowser } from "./open-browser.ts";

/** As long as a ticket takes them; what is in the store already may be of any length. */
const NAME_LENGTH_MAX = 512;
const HTML = `<img src=x onerror="document.title='pwned'"><script>alert(1)</script>\u202e`;
const LONG = "x".repeat(10_000);
const EMOJI = "👩‍💻🗄️ قاعدة بيانات الزوار";
const NAMES = [HTML, LONG, EMOJI];
const AT = instantToJson(NOON_MS - HOUR_MS);
const reason = missingBrowser(process.env);

describe.skipIf(reason !== null)(`hostile names${reason ? ` (skipped: ${reason})` : ""}`, () => {
  let world: BoardWorld;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    world = await openBoardWorld(clockFrom(NOON_MS));
    for (const name of NAMES) await insertAll(world, name);
    url = await world.listen();
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await world?.[Symbol.asyncDispose]();
  });

  test.each([
    ["requests", "/requests", NAMES.map(cut)],
    ["request", "/requests/R-2026-0001", [HTML]],
    ["copies", "/copies", NAMES],
    ["pipeline", "/pipeline", NAMES],
  ])("are names on the view of %s", async (view, address, names) => {
    const page = await openPage(`/?lang=en#${address}`, { browser, url, viewport: PHONE });
    for (const name of names) {
      const shown = page.locator(".view .given", { hasText: name.slice(0, 100) });
      await shown.first().waitFor({ state: "attached" });
    }
    await page.waitForSelector("[aria-busy]:visible", { state: "detached" });
    await picture(page, `hostile-${view}`);
    expect(await findOverflow(page)).toEqual([]);
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toContain("pwned");
  });
});

function cut(name: string): string {
  return name.slice(0, NAME_LENGTH_MAX);
}

/** A request, a run with its copies, findings, a collector and a reject, all of that name. */
async function insertAll(world: BoardWorld, name: string): Promise<void> {
  const of = series({ asset: name, tenant: name, product: name, site: name, instance: name });
  const text = cut(name);
  const short = series({ asset: text, tenant: text, product: text, site: text, instance: text });
  const target = { environment: "staging", instance: text, database: text } as const;
  const said = { ticket: text, askedBy: text, reason: text, impact: text, target, series: short };
  const asking = anAsking({ ...said, wanted: { runId: text } });
  await openRequest(world.state, asking, { author: text, atMs: NOON_MS - HOUR_MS });

  const kind = "copy-checksum-mismatch";
  const copy = { role: "duplicate", vault: name, uri: name } as const;
  const summary = { en: name, fr: name };
  await world.insert({
    states: [stateOf(of)],
    findings: [findingOf(of, { kind, copy, summary, runId: name })],
    runs: [runOf(of, NOON_MS - 2 * HOUR_MS)],
  });
  const run = runOf(of, NOON_MS - 2 * HOUR_MS);
  const seen = { copy_role: "duplicate", copy_vault: name, copy_uri: name, source: name };
  const body = JSON.stringify({ data: { collector: name, watermark: AT } });
  const beat = { type: "vigie.collector.heartbeat.v1", source: name, body };
  await world.writer.insert("event_rows", [
    { ...run, ...seen, id: `${run.id}-copy`, type: "vigie.copy.observed.v1", run_id: name },
    { ...beat, id: `${run.id}-beat`, time: AT, received_time: AT },
  ]);
  const bytes = Buffer.from(JSON.stringify({ source: name }));
  const reject = { id: run.id, origin: name, position: "1", fault: "not-json", reason: name };
  const received = { receivedAt: AT, bytesTotal: bytes.length };
  const bytesBase64 = bytes.toString("base64");
  const row = toRejectRow({ ...reject, ...received, bytesBase64 });
  await world.writer.insert("reject_rows", [row]);
}
