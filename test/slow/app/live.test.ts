import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { startVigie, type Vigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { missingBrowser, openBrowser } from "../dashboards/open-browser.ts";

const WITHIN_MS = 5_000;
const MINUTE_MS = 60_000;

const missing = missingBrowser(process.env);
const clock = createSystemClock();
let directory: string;
let vigie: Vigie;
let browser: Browser;

function config(data: string): string {
  return `
data: ${data}
listen: { port: 0 }
pollEvery: 200ms
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs/acme] }]
policies:
  - { name: all, match: { tenant: acme }, schedule: { every: 1d } }
`;
}

function event(what: string, data: object) {
  const id = `run-1-${what}`;
  const time = instantToJson(clock.nowMs());
  const type = `vigie.backup.${what}.v1`;
  const said = { series: VISITOR_DB, runId: "run-1", ...data };
  return { specversion: "1.0", id, source: "/jobs/acme/visitor", type, time, data: said };
}

describe.skipIf(missing !== null)(`the board of a whole Vigie ${missing ?? ""}`, () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-live-"));
    const file = join(directory, "vigie.yaml");
    await writeFile(file, config(join(directory, "data")));
    vigie = await startVigie({
      config: loadConfig({ file }),
      clock,
      logger: createLogger({ level: "error", destination: process.stderr }),
      environment: { JOBS_TOKEN: "token-of-the-jobs" },
    });
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await vigie?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test("shows what an event changes within 5 s, without reload or console error", async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(`${vigie.url}/?lang=fr`);
    const startedAt = instantToJson(clock.nowMs() - MINUTE_MS);

    await sendEvent(vigie.url, "token-of-the-jobs", event("started", { startedAt }));
    await page.getByText("VisitorDb").first().waitFor({ timeout: WITHIN_MS });
    await page.getByText("en cours").first().waitFor({ timeout: WITHIN_MS });

    const finishedAt = instantToJson(clock.nowMs());
    const success = event("succeeded", { startedAt, finishedAt, sizeBytes: 81_234_567_890 });
    await sendEvent(vigie.url, "token-of-the-jobs", success);
    await page.getByText("effectuée").first().waitFor({ timeout: WITHIN_MS });
    expect(errors).toEqual([]);
    await page.close();
  });

  test("refuses a token that speaks for another tenant, and keeps what it said", async () => {
    const foreign = event("failed", {
      finishedAt: instantToJson(clock.nowMs()),
      error: { message: "x" },
    });
    const data = { ...foreign.data, series: { ...VISITOR_DB, tenant: "globex" } };
    const sent = sendEvent(vigie.url, "token-of-the-jobs", { ...foreign, data });
    await expect(sent).rejects.toThrow("tenant-refused");
  });
});
