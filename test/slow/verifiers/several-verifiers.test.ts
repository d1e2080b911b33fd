import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { EventLog } from "../../../platform/log/event-log.ts";
import { type LogConnection, openLog } from "../../../platform/log/open-log.ts";
import { type Proof, proofSchema } from "../../../schemas/proof.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { askVerification } from "../../../verifiers/copies/ask-verification.ts";
import { checkChain } from "../../../verifiers/proof/check-proof.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers } from "../../services/kafka/open-brokers.ts";
import { seriesOf } from "./open-estate.ts";

const PROGRAM = fileURLToPath(new URL("./verifying-process.ts", import.meta.url));
const SERIES = 10;
const PER_SERIES = 3;
const ASKED = SERIES * PER_SERIES;
const COPY_BYTES = 32 * 2 ** 20;
/** So many proofs are there when one worker is killed. */
const BEFORE_KILL = 5;
const POLL = { timeout: 120_000, interval: 300 };
/** Before the first instant that any worker can finish at. */
const ASKED_AT_MS = Date.parse("2026-11-20T06:00:00Z");

const clock = createSystemClock();
const logger = pino({ level: "silent" });
let directory: string;
let log: EventLog;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-verifiers-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await log.close();
  await rm(directory, { recursive: true });
});

describe("two verifiers share the work, and one is killed amid it", () => {
  test("on the embedded log", { timeout: 180_000 }, () =>
    shareWork(() => ({ kind: "embedded", directory: join(directory, "log") })),
  );

  const missing = missingKafka(process.env);
  describe.skipIf(missing !== null)(`on Kafka ${missing ?? ""}`, () => {
    let kafka: Awaited<ReturnType<typeof openBrokers>>;
    beforeAll(async () => {
      kafka = await openBrokers(process.env);
    });
    afterAll(() => kafka?.close());

    test("likewise", { timeout: 180_000 }, () =>
      shareWork(() => ({
        kind: "kafka",
        connection: { brokers: [...kafka.brokers], clientId: "vigie-test" },
        ...{ prefix: `${randomUUID()}.`, partitions: 8, compression: "gzip" },
        retentionMs: 86_400_000,
        session: { timeoutMs: 6_000, heartbeatMs: 600 },
      })),
    );
  });
});

async function shareWork(connect: () => LogConnection): Promise<void> {
  const connection = connect();
  await mkdir(join(directory, "log"), { recursive: true });
  log = await openLog(connection, { clock, logger, topics: [TOPICS.verifications, TOPICS.proofs] });
  await askForAll();
  const workers = ["one", "two"].map((name) => start(name, connection));
  await expect
    .poll(() => workers.map(({ verified }) => verified.length > 0), POLL)
    .toEqual([true, true]);
  await expect.poll(async () => (await readProofs()).length, POLL).toBeGreaterThan(BEFORE_KILL);
  const [first, second] = workers;
  if (!first || !second) throw new Error("no workers");
  await kill(first.child);
  expect((await readProofs()).length, "it is killed amid its work").toBeLessThan(ASKED);
  await expect.poll(async () => (await readProofs()).length, POLL).toBe(ASKED);

  const proofs = await readProofs();
  expect(proofs.every(({ outcome, level }) => outcome === "proven" && level === "whole")).toBe(
    true,
  );
  const { publicKeyPem } = await openKeys(join(directory, "keys"));
  for (const chain of Map.groupBy(proofs, ({ series }) => seriesKey(series)).values()) {
    expect(chain.map(({ runId }) => runId).sort()).toEqual(["run-0", "run-1", "run-2"]);
    const inOrder = [chain.find(({ previous }) => /^0+$/.test(previous))];
    while (inOrder.length < chain.length)
      inOrder.push(chain.find(({ previous }) => previous === inOrder.at(-1)?.hash));
    expect(checkChain(inOrder, { publicKeyPem }).reasons).toEqual([]);
    expect(inOrder.map((proof) => proof?.runId)).toEqual(["run-0", "run-1", "run-2"]);
  }
}

/** Of each series some runs, whose copies are one file of zeros. */
async function askForAll(): Promise<void> {
  await mkdir(join(directory, "vault"));
  const file = join(directory, "vault", "copy.sql");
  const handle = await open(file, "w");
  await handle.truncate(COPY_BYTES);
  await handle.close();
  const value = createHash("sha256").update(Buffer.alloc(COPY_BYTES)).digest("hex");
  const copy = {
    ...{ role: "primary" as const, vault: "vault", uri: pathToFileURL(file).href },
    ...{ sizeBytes: COPY_BYTES, checksum: { algorithm: "sha256", value } },
  };
  const asked = Array.from({ length: ASKED }, (_, index) => {
    const series = seriesOf(`Db${index % SERIES}`);
    const run = { runId: `run-${Math.floor(index / SERIES)}`, runStartedAtMs: null };
    const present = { series, ...run, copy, lastAttempt: null };
    const wanted = { level: "whole", reason: "due", askedAtMs: ASKED_AT_MS } as const;
    return { key: seriesKey(series), value: JSON.stringify(askVerification(present, wanted)) };
  });
  await log.append(TOPICS.verifications, asked);
}

/** Each proof once, though the log may have it twice. */
async function readProofs(): Promise<readonly Proof[]> {
  const records = await Array.fromAsync(log.replay(TOPICS.proofs));
  const proofs = records.map(({ value }) => proofSchema.parse(JSON.parse(value)));
  return [...new Map(proofs.map((proof) => [proof.hash, proof])).values()];
}

function start(name: string, connection: LogConnection) {
  const child = spawn(process.execPath, [PROGRAM, directory, name, JSON.stringify(connection)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const verified: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.includes('"verified a copy"')) verified.push(line);
  });
  return { child, verified };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
