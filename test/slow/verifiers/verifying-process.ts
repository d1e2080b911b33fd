import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { z } from "zod";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openLog } from "../../../platform/log/open-log.ts";
import { migrateStore } from "../../../platform/store/migrate-store.ts";
import { openStore } from "../../../platform/store/open-store.ts";
import { clickhouseMigrations } from "../../../schemas/clickhouse/migrations.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { startVerificationWorker } from "../../../verifiers/start-verification-worker.ts";
import { openTestState } from "../../services/open-test-state.ts";

// A verification worker as `vigie up --only verify` starts it, in a process that can be killed:
// `DIRECTORY NAME LOG`. Log (a connection as JSON), state and keys are shared; store and sandboxes
// are its own. It says each proof in a line of JSON.
const [directory = "", name = "", connection = ""] = process.argv.slice(2);
const connectionSchema = z.union([
  z.object({ kind: z.literal("embedded"), directory: z.string() }),
  z.object({
    kind: z.literal("kafka"),
    connection: z.object({ brokers: z.array(z.string()), clientId: z.string() }),
    prefix: z.string(),
    partitions: z.int(),
    compression: z.literal("gzip"),
    retentionMs: z.number(),
    session: z.object({ timeoutMs: z.number(), heartbeatMs: z.number() }),
  }),
]);

const clock = createSystemClock();
const logger = pino({ level: "info" });
const own = join(directory, name);
await mkdir(own, { recursive: true });
const store = await openStore({
  connection: { kind: "embedded", directory: join(own, "store") },
  clock,
  logger: pino({ level: "silent" }),
});
await migrateStore(store.writer, clickhouseMigrations());
const log = await openLog(connectionSchema.parse(JSON.parse(connection)), {
  clock,
  logger: pino({ level: "silent" }),
  topics: [TOPICS.verifications, TOPICS.proofs],
});
await startVerificationWorker({
  ...{ log, clock, logger, directory: own, policies: [] },
  store: store.verdicts,
  state: await openTestState(directory),
  keys: await openKeys(join(directory, "keys")),
  limits: { sandboxes: 1, secondsMax: 60, memoryMax: 2 ** 31, bytesMax: 2 ** 30, diskMax: 2 ** 31 },
  vaults: [join(directory, "vault")],
  pollEveryMs: 100,
});
logger.info("started");
