import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { openMigratedStore } from "../../../app/processes/open-migrated-store.ts";
import { startVigie } from "../../../app/processes/start-vigie.ts";
import type { Clock } from "../../../platform/clock/clock.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const TOKEN = "token-of-the-jobs";
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const QUICK_MS = 3_000;

const system = createSystemClock();
/** What is done every five minutes is done every few seconds. */
const clock: Clock = {
  ...system,
  every: (intervalMs, task) => system.every(intervalMs > MINUTE_MS ? QUICK_MS : intervalMs, task),
};

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-log-keep-"));
  file = join(directory, "vigie.yaml");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function failure(runId: string, atMs: number) {
  const time = instantToJson(atMs);
  const data = { series: VISITOR_DB, runId, finishedAt: time, error: { message: "disk full" } };
  const type = "vigie.backup.failed.v1";
  return { specversion: "1.0", id: runId, source: "/jobs/acme/visitor", type, time, data };
}

async function appendAt(daysAgo: number, runId: string) {
  const then = createSimulatedClock(system.nowMs() - daysAgo * DAY_MS);
  const log = await openEmbeddedLog({ directory: join(directory, "data", "log"), clock: then });
  const value = JSON.stringify(failure(runId, then.nowMs()));
  await log.append(TOPICS.events, [{ key: "k", value }]);
  await log.close();
}

async function runsKept() {
  const log = await openEmbeddedLog({ directory: join(directory, "data", "log"), clock: system });
  const records = await Array.fromAsync(log.replay(TOPICS.events));
  await log.close();
  return records.map(({ value }) => JSON.parse(value).data.runId);
}

test.each([
  ["60 days where it is not said", "", ["r90", "r30", "r2", "now"]],
  ["as long as log.keep says", "log: { keep: 20d }", ["r30", "r2", "now"]],
])("a whole Vigie trims its log to %s, and keeps what it read of it", async (_, line, kept) => {
  const listen = `data: ${join(directory, "data")}\nlisten: { port: 0 }\npollEvery: 100ms\n`;
  const tokens =
    "tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs] }]";
  await writeFile(file, `${listen}${tokens}\n${line}\n`);
  for (const daysAgo of [100, 90, 30, 2]) await appendAt(daysAgo, `r${daysAgo}`);
  const config = loadConfig({ file });
  const logger = createLogger({ level: "error", destination: process.stderr });
  const given = { config, clock, logger, environment: { JOBS_TOKEN: TOKEN } };
  const vigie = await startVigie(given);
  await sendEvent(vigie.url, TOKEN, failure("now", system.nowMs()));
  await expect.poll(runsKept, { timeout: 60_000 }).toEqual(kept);
  await vigie.stop();
  const store = await openMigratedStore(given);
  const count = z.object({ runs: z.coerce.number() });
  const sql = "SELECT uniqExact(run_id) AS runs FROM event_rows";
  expect(await store.people.query(sql, {}, count)).toEqual([{ runs: 5 }]);
  await store.close();
});
