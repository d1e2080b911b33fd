import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { startWriter } from "../../../ingest/writer/start-writer.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import type { Finding } from "../../../schemas/finding.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Proof } from "../../../schemas/proof.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { POLICIES, someKeys } from "./a-week.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * A real log, writer, store and state on a simulated clock; `backUp` says what a job and two
 * vaults would have said.
 */
export async function openReportsWorld(startMs: number) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-reports-"));
  const clock = createSimulatedClock(startMs);
  const logger = createLogger({ level: "error", destination: process.stderr });
  const log = await openEmbeddedLog({ directory, clock });
  const state = await openTestState(directory);
  const connection = { kind: "embedded", directory: join(directory, "store") } as const;
  const store = await openStore({ connection, clock, logger });
  await migrateStore(store.writer, clickhouseMigrations());
  const writing = { log, store: store.writer, clock, logger, pollEveryMs: HOUR_MS };
  const writer = await startWriter(writing);

  return {
    clock,
    log,
    options: {
      store: store.verdicts,
      clock,
      logger,
      state,
      keys: someKeys(),
      zone: "Europe/Paris",
      lang: "en" as const,
      directory: join(directory, "reports"),
      policies: POLICIES,
    },
    backUp: (series: Series, startedAtMs: number) =>
      log.append(
        TOPICS.events,
        eventsOf(series, startedAtMs).map((event) => ({
          key: seriesKey(series),
          value: JSON.stringify(event),
        })),
      ),
    announce: (event: object) =>
      log.append(TOPICS.events, [{ key: "change", value: JSON.stringify(event) }]),
    find: (finding: Finding) =>
      log.append(TOPICS.findings, [{ key: finding.id, value: JSON.stringify(finding) }]),
    prove: (proof: Proof) =>
      log.append(TOPICS.proofs, [{ key: proof.id, value: JSON.stringify(proof) }]),
    close: async () => {
      await writer.stop();
      await store.close();
      await log.close();
      await state.close();
      await rm(directory, { recursive: true });
    },
  };
}

function eventsOf(series: Series, startedAtMs: number) {
  const runId = `run-${startedAtMs}`;
  const finishedAt = instantToJson(startedAtMs + MINUTE_MS);
  const said = { specversion: "1.0", source: "/jobs", time: finishedAt, receivedtime: finishedAt };
  const startedAt = instantToJson(startedAtMs);
  const succeeded = {
    ...said,
    id: `${series.asset}-${runId}`,
    type: "vigie.backup.succeeded.v1",
    data: { series, runId, startedAt, finishedAt, sizeBytes: 1_000 },
  };
  const observed = (["primary", "duplicate"] as const).map((role) => {
    const uri = `file:///vaults/${role}/${series.asset}/${runId}`;
    const copy = { role, vault: `vault-${role}`, uri, sizeBytes: 1_000, observedAt: finishedAt };
    return {
      ...said,
      id: `${series.asset}-${runId}-${role}`,
      type: "vigie.copy.observed.v1",
      data: { series, runId, copy },
    };
  });
  return [succeeded, ...observed];
}
