import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { startAnalysis } from "../../../analyzers/start-analysis.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const [series = 1_000, days = 30] = process.argv.slice(2).map(Number);
const BEGIN_MS = Date.parse("2026-01-01T00:00:00Z");
const DAY_MS = 86_400_000;
const MICROSECONDS = 1_000;
const policies = [
  policySchema.parse({ name: "nightly", match: {}, schedule: { cron: "0 1 * * *", zone: "UTC" } }),
];

/** A night of successes, each with its primary copy. */
async function fill(log: EventLog, day: number) {
  const atMs = BEGIN_MS + day * DAY_MS + 3_600_000;
  const entries = Array.from({ length: series }, (_, index) => {
    const of = { ...VISITOR_DB, asset: `db-${index}` };
    const runId = `r-${index}-${day}`;
    const startedMs = atMs + index * 10;
    const at = {
      startedAt: instantToJson(startedMs),
      finishedAt: instantToJson(startedMs + 60_000),
    };
    const data = {
      series: of,
      runId,
      ...at,
      sizeBytes: 1_000_000 + ((index * 7 + day * 13) % 997),
    };
    const copy = {
      ...{ role: "primary", vault: "vault-1", uri: `file:///vault/${runId}` },
      ...{ sizeBytes: data.sizeBytes, observedAt: at.finishedAt },
    };
    const receivedtime = instantToJson(startedMs + 61_000);
    const said = { specversion: "1.0", source: "/sql/x", time: at.finishedAt, receivedtime };
    return [
      { ...said, id: runId, type: "vigie.backup.succeeded.v1", data },
      {
        ...said,
        id: `c${runId}`,
        type: "vigie.copy.observed.v1",
        data: { series: of, runId, copy },
      },
    ];
  });
  const values = entries.flat().map((event) => ({ key: event.id, value: JSON.stringify(event) }));
  await log.append(TOPICS.events, values);
}

const directory = await mkdtemp(join(tmpdir(), "vigie-measure-start-"));
const clock = createSimulatedClock(BEGIN_MS + days * DAY_MS);
const log = await openEmbeddedLog({ directory, clock });
for (let day = 0; day < days; day += 1) await fill(log, day);
const destination = new Writable({ write: (_chunk, _encoding, done) => done() });
const logger = createLogger({ level: "error", destination });
const checkpoints = { directory: join(directory, "analysis"), fromLog: false };

async function measured<T>(what: string, job: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const result = await job();
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${what}: ${Math.round((user + system) / MICROSECONDS)} ms of CPU\n`);
  return result;
}

const start = () =>
  startAnalysis({ log, clock, logger, policies, pollEveryMs: 60_000, checkpoints });
const first = await measured("start, whole log, and its checkpoint begun", start);
await measured("stop, with a checkpoint", first.stop);
const { size } = await stat(join(checkpoints.directory, "analysis.checkpoint"));
process.stdout.write(`checkpoint: ${size} bytes, ${Math.round(size / series)} a series\n`);
const second = await measured("start, from the checkpoint", start);
await measured("stop, with a checkpoint, all asleep", second.stop);
await log.close();
await rm(directory, { recursive: true });
