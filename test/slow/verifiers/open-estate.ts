import { createHash, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { startWriter } from "../../../ingest/writer/start-writer.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { openEmbeddedLog } from "../../../platform/log/open-embedded-log.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { policySchema } from "../../../schemas/policy.ts";
import { type Proof, proofSchema } from "../../../schemas/proof.ts";
import { type Series, seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { budgetSchema, type DrawsConfig } from "../../../schemas/verification-budget.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { startRounds } from "../../../verifiers/start-rounds.ts";
import { startVerificationWorker } from "../../../verifiers/start-verification-worker.ts";
import { openTestState } from "../../services/open-test-state.ts";
import { makeProof } from "../../verifiers/make-proof.ts";

const POLL_EVERY_MS = 30_000;
const SIZES = { memoryMax: 2 ** 31, bytesMax: 2 ** 30, diskMax: 2 ** 30 };
const LIMITS = { sandboxes: 2, secondsMax: 120, ...SIZES };
const ENGINES = [{ kind: "pglite" }] as const;
const POLICIES = [
  policySchema.parse({
    name: "daily",
    match: {},
    schedule: { cron: "0 1 * * *" },
    verification: { every: "7d", level: "right" },
  }),
];

export type Estate = Awaited<ReturnType<typeof openEstate>>;

/**
 * Log, store, state, writer, rounds and worker on a simulated clock, and vaults to put copies
 * into.
 */
export async function openEstate(startMs: number, draws?: DrawsConfig) {
  const directory = await mkdtemp(join(tmpdir(), "vigie-estate-"));
  const clock = createSimulatedClock(startMs);
  const logger = pino({ level: "silent" });
  const log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  const state = await openTestState(directory);
  const connection = { kind: "embedded", directory: join(directory, "store") } as const;
  const store = await openStore({ connection, clock, logger });
  await migrateStore(store.writer, clickhouseMigrations());
  const keys = await openKeys(join(directory, "keys"));
  const common = { log, clock, logger, pollEveryMs: POLL_EVERY_MS };
  const writer = await startWriter({ ...common, store: store.writer });

  const verifying = {
    ...common,
    ...{
      store: store.verdicts,
      state,
      keys,
      limits: LIMITS,
      engines: ENGINES,
      policies: POLICIES,
      directory,
    },
    vaults: ["primary", "duplicate"].map((role) => join(directory, "vaults", role)),
  };
  const rounds = { cron: "0 6 * * *", zone: "UTC" };
  const budget = budgetSchema.parse({});
  const startVerifying = async () => {
    const held = await startRounds({ ...verifying, ...LIMITS, rounds, budget, draws });
    const worker = await startVerificationWorker(verifying);
    return { stop: async () => void (await Promise.all([held.stop(), worker.stop()])) };
  };

  async function send(type: string, atMs: number, data: object, series: Series): Promise<void> {
    const event = {
      ...{ specversion: "1.0", id: randomUUID(), source: "/test", type, data },
      time: instantToJson(atMs),
      receivedtime: instantToJson(clock.nowMs()),
    };
    const entry = { key: seriesKey(series), value: JSON.stringify(event) };
    await log.append(TOPICS.events, [entry]);
  }

  /** A run that succeeded, and its copy in each vault, as observed. */
  async function backUp(asset: string, runId: string, bytes: Uint8Array): Promise<void> {
    const series = seriesOf(asset);
    const startedAtMs = clock.nowMs();
    const [startedAt, finishedAt] = [startedAtMs, startedAtMs + 1].map(instantToJson);
    const run = { series, runId, startedAt, finishedAt, sizeBytes: bytes.length };
    await send("vigie.backup.succeeded.v1", startedAtMs, run, series);
    const checksum = {
      algorithm: "sha256",
      value: createHash("sha256").update(bytes).digest("hex"),
    };
    for (const role of ["primary", "duplicate"]) {
      await mkdir(join(directory, "vaults", role), { recursive: true });
      const file = join(directory, "vaults", role, `${asset}-${runId}.sql`);
      await writeFile(file, bytes);
      const place = { role, vault: role, uri: pathToFileURL(file).href };
      const copy = { ...place, sizeBytes: bytes.length, checksum, observedAt: startedAt };
      await send("vigie.copy.observed.v1", startedAtMs, { series, runId, copy }, series);
    }
  }

  /** Turns a bit of a stored copy. */
  async function damage(file: string): Promise<void> {
    const bytes = await readFile(file);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await writeFile(file, bytes);
  }

  async function readProofs(): Promise<Proof[]> {
    const records = await Array.fromAsync(log.replay(TOPICS.proofs));
    return records.map(({ value }) => proofSchema.parse(JSON.parse(value)));
  }

  async function close(): Promise<void> {
    await writer.stop();
    await store.close();
    await log.close();
    await state.close();
    await rm(directory, { recursive: true });
  }

  return {
    directory,
    clock,
    log,
    keys,
    verifying,
    startVerifying,
    send,
    backUp,
    damage,
    readProofs,
    close,
  };
}

export function seriesOf(asset: string): Series {
  return { ...makeProof("1").series, asset };
}
