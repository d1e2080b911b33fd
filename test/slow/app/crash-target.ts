import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { join } from "node:path";
import fastify from "fastify";
import { pino } from "pino";
import { z } from "zod";
import { compileAlertPolicy } from "../../../alerts/policy/alert-policy.ts";
import { startAlerts } from "../../../alerts/start-alerts.ts";
import { startAnalysis } from "../../../analyzers/start-analysis.ts";
import { createAcceptor } from "../../../ingest/accept/create-acceptor.ts";
import { registerIntake } from "../../../ingest/intake/register-intake.ts";
import { startWriter } from "../../../ingest/writer/start-writer.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import type { Store } from "../../../platform/store/store.ts";
import { alertsSchema } from "../../../schemas/alerts.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openTestState } from "../../services/open-test-state.ts";

// Intake, writer, analysis and alerts as `vigie up` wires them, in a process that can be told where
// to die: `DIRECTORY SECRET WEBHOOK [POINT COUNT]`.
const [directory = "", secret = "", webhook = "", point = "", count = "0"] = process.argv.slice(2);

const TENANTS_MAX = 40;

/** All that the published view shows, in one row that does not depend on order. */
const SHOWN = `
  SELECT count() AS rows,
    lower(hex(SHA256(arrayStringConcat(
      arraySort(groupArray(concat(source, ' ', id, ' ',
        lower(hex(SHA256(replaceRegexpOne(body, ',"receivedtime":"[^"]*"', ''))))))), '\\n')))) AS hash,
    (SELECT count() FROM rejects) AS rejects
  FROM events`;
const shownSchema = z.object({ rows: z.string(), hash: z.string(), rejects: z.string() });

let passed = 0;

/** Dies as by a power cut when this point is passed for the time that was asked for. */
function pass(here: string) {
  if (here !== point || ++passed < Number(count)) return;
  writeSync(1, `${JSON.stringify({ died: here })}\n`);
  process.kill(process.pid, "SIGKILL");
}

function breakLog(log: EventLog): EventLog {
  return {
    append: async (topic, entries) => {
      if (topic.name === TOPICS.events.name) pass("before-append");
      await log.append(topic, entries);
      if (topic.name === TOPICS.events.name) pass("after-append");
    },
    consume: async (topic, group) => {
      const consumer = await log.consume(topic, group);
      return {
        poll: (recordsMax) => consumer.poll(recordsMax),
        close: () => consumer.close(),
        lag: () => consumer.lag(),
        held: () => consumer.held(),
        mark: () => consumer.mark(),
        commit: async (mark) => {
          if (topic.name === TOPICS.events.name) pass("before-commit");
          await consumer.commit(mark);
        },
      };
    },
    replay: (...replay) => log.replay(...replay),
    trim: (...trim) => log.trim(...trim),
    close: () => log.close(),
  };
}

function breakStore(store: Store): Store {
  return {
    ...store,
    insertBlock: async (table, block) => {
      await store.insertBlock(table, block);
      if (table === "event_rows") pass("after-insert");
    },
  };
}

const clock = createSystemClock();
const logger = pino({ level: "error" }, pino.destination(2));
const store = await openStore({
  connection: { kind: "embedded", directory: join(directory, "store") },
  clock,
  logger,
});
await migrateStore(store.writer, clickhouseMigrations());
const wholeLog = await openEmbeddedLog({ directory: join(directory, "log"), clock });
const log = breakLog(wholeLog);
const state = await openTestState(directory);
const limits = { aheadMaxMs: 3_600_000, identitiesKeptMs: 3_600_000 };
const acceptor = await createAcceptor({ log, state, clock, ...limits });
const app = fastify();
await registerIntake(app, {
  accept: acceptor.accept,
  tokens: Array.from({ length: TENANTS_MAX }, (_, tenant) => ({
    name: `crash-${tenant}`,
    secretSha256: createHash("sha256").update(`${secret}-${tenant}`).digest("hex"),
    tenant: `tenant-${tenant}`,
    sources: ["/crash"],
  })),
  limits: { bodyBytesMax: 2 ** 24, requestsPerMinuteMax: 1_000_000 },
});
app.get("/shown", async () => (await store.verdicts.query(SHOWN, {}, shownSchema))[0]);
const common = { clock, logger, pollEveryMs: 100 };
await startWriter({ ...common, log, store: breakStore(store.writer) });
await startAnalysis({ ...common, log: wholeLog, policies: [], off: [] });
const url = await app.listen({ host: "127.0.0.1", port: 0 });
const pager = { name: "noc", kind: "webhook", url: webhook, allowLoopback: true };
const alerts = alertsSchema.parse({ pagers: [pager], limit: { messages: 10_000 } });
await startAlerts({
  ...common,
  ...{ log: wholeLog, state, readSecret: () => secret, retryForMs: 3_600_000, boardUrl: url },
  ...{ lang: "en", zone: "UTC", fallbackAfterMs: 300_000 },
  pagers: alerts.pagers,
  retention: { incidentsMs: alerts.keep.incidents, messagesMs: alerts.keep.messages },
  policy: compileAlertPolicy(alerts),
});
writeSync(1, `${JSON.stringify({ url })}\n`);
