import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../../../app/config/load-config.ts";
import { sendEvent } from "../../../app/demo/send-event.ts";
import { startVigie } from "../../../app/processes/start-vigie.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const TOKEN = "token-of-the-jobs";
const clock = createSystemClock();
let directory: string;
let logged: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-restart-"));
  await writeFile(
    join(directory, "vigie.yaml"),
    `
data: ${join(directory, "data")}
listen: { port: 0 }
pollEvery: 100ms
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs/acme] }]
policies:
  - { name: all, match: { tenant: acme }, schedule: { every: 1d } }
`,
  );
  logged = [];
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function start(fromLog = false) {
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  return startVigie({
    config: loadConfig({ file: join(directory, "vigie.yaml") }),
    clock,
    logger: createLogger({ level: "info", destination }),
    environment: { JOBS_TOKEN: TOKEN },
    fromLog,
  });
}

function failure(runId: string) {
  const time = instantToJson(clock.nowMs());
  const series = { ...VISITOR_DB, asset: `of ${runId}` };
  const data = { series, runId, finishedAt: time, error: { message: "disk full" } };
  const type = "vigie.backup.failed.v1";
  return { specversion: "1.0", id: runId, source: "/jobs/acme/visitor", type, time, data };
}

async function told(): Promise<readonly string[]> {
  const log = await openEmbeddedLog({ directory: join(directory, "data", "log"), clock });
  try {
    const records = await Array.fromAsync(log.replay(TOPICS.findings));
    return records
      .map(({ value }) => JSON.parse(value))
      .filter(({ kind }) => kind === "failed")
      .map(({ runId, version }) => `${runId} ${version}`);
  } finally {
    await log.close();
  }
}

const says = (text: string) => logged.some((line) => line.includes(text));

test("a whole Vigie that was stopped goes on from its checkpoint", {
  timeout: 300_000,
}, async () => {
  const first = await start();
  expect(says("analysis reads the whole log")).toBe(true);
  await sendEvent(first.url, TOKEN, failure("r1"));
  await expect.poll(told, { timeout: 60_000 }).toEqual(["r1 1"]);
  await first.stop();
  expect(await readdir(join(directory, "data", "analysis"))).toContain("analysis.checkpoint");
  logged = [];
  const second = await start();
  expect(says("analysis went on from a checkpoint")).toBe(true);
  expect(says("analysis reads the whole log")).toBe(false);
  await sendEvent(second.url, TOKEN, failure("r2"));
  await expect.poll(told, { timeout: 60_000 }).toEqual(["r1 1", "r2 1"]);
  await second.stop();
  logged = [];
  const third = await start(true);
  expect(says("analysis reads the whole log")).toBe(true);
  await third.stop();
  expect(await told()).toEqual(["r1 1", "r2 1"]);
});
