import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { missingKafka } from "../../services/kafka/missing-kafka.ts";
import { openBrokers } from "../../services/kafka/open-brokers.ts";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const EVENTS = 2_000;
const ROWS = [5_000, 20_000];

const positive = z.number().positive();
const count = z.number().nonnegative();
const cpuShape = {
  cpuPerEvent: z.strictObject({ allThreadsUs: positive, mainThreadUs: positive }),
};
const sendingShape = {
  ...cpuShape,
  eventsPerSecond: positive,
  p50Ms: positive,
  p99Ms: positive,
  toRowP50Ms: positive,
  toRowP99Ms: positive,
};
const bytesShape = { heapAndBuffersBytesMax: positive };
const tenthSchema = z.strictObject({
  ...bytesShape,
  heapAndBuffersBytesMin: positive,
  heapAndBuffersBytesLast: positive,
});
const topicSchema = z.strictObject({
  ...bytesShape,
  ...cpuShape,
  events: z.literal(EVENTS),
  eventsPerSecond: positive,
  readingAlonePerSecond: positive,
  readingAloneCpuUs: positive,
  engineAlone: z.strictObject({
    from: z.enum(["kafka", "file"]),
    eventsPerSecond: positive,
    cpuUs: positive,
    columnsLeftOut: z.array(z.string()),
  }),
  ratios: z.strictObject({ toReadingAlone: positive, toEngineAlone: positive }),
  storeBytesPerEvent: z.strictObject({ asWritten: positive, merged: positive }),
});
const resultSchema = z.strictObject({
  log: z.enum(["embedded", "kafka"]),
  eventBytes: z.number().min(600).max(800),
  topicToRows: topicSchema.optional(),
  intake: z
    .strictObject({
      ...cpuShape,
      events: z.literal(EVENTS),
      eventsPerSecond: positive,
      halfLoad: z.strictObject(sendingShape),
    })
    .optional(),
  paced: z
    .strictObject({ ...sendingShape, events: positive, wantedPerSecond: positive })
    .optional(),
  memory: z
    .strictObject({
      ...bytesShape,
      ...cpuShape,
      minutes: positive,
      eventsPerSecond: count,
      backlogEventsMin: z.number(),
      residentBytesMax: positive,
      growth: positive,
      isFlat: z.boolean(),
      tenths: z.array(tenthSchema).length(10),
    })
    .optional(),
  size: z
    .strictObject({
      events: z.literal(EVENTS),
      sizes: z.array(
        z.strictObject({
          ...cpuShape,
          rows: positive,
          bytesPerRow: positive,
          eventsPerSecond: positive,
          ratioToFirst: positive,
        }),
      ),
    })
    .optional(),
});

test("docs/bench.md says what each name in the JSON is", () => {
  const known = namesIn(z.toJSONSchema(resultSchema));
  expect(known.length).toBeGreaterThan(30);
  const docs = readFileSync(new URL("../../../docs/bench.md", import.meta.url), "utf8");
  expect(known.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
});

/** Of the properties that a JSON Schema has, at any depth. */
function namesIn({ properties = {}, items }: z.core.JSONSchema.JSONSchema): readonly string[] {
  const inside = [...Object.values(properties), ...[items ?? []].flat()];
  const deeper = inside.flatMap((one) => (typeof one === "object" ? namesIn(one) : []));
  return [...new Set([...Object.keys(properties), ...deeper])];
}

const run = promisify(execFile);
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-test-bench-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** The command's words, and what its temporary files go into. */
function wordsAndEnvironment(options: readonly string[]) {
  const words = [CLI, "bench", "--events", `${EVENTS}`, "--json", ...options];
  return [words, { env: { ...process.env, TMPDIR: directory } }] as const;
}

async function bench(...options: readonly string[]) {
  const [words, environment] = wordsAndEnvironment(options);
  const { stdout } = await run(process.execPath, words, environment);
  return resultSchema.parse(JSON.parse(stdout));
}

test("`vigie bench` measures a real pipeline, and leaves nothing behind", async () => {
  const { log, intake, topicToRows, paced, memory, size } = await bench();
  expect(log).toBe("embedded");
  expect(topicToRows?.readingAlonePerSecond).toBeGreaterThan(topicToRows?.eventsPerSecond ?? 0);
  expect(topicToRows?.engineAlone.from).toBe("file");
  for (const part of [topicToRows, intake, intake?.halfLoad, paced])
    expect(part?.cpuPerEvent.allThreadsUs).toBeGreaterThan(part?.cpuPerEvent.mainThreadUs ?? 0);
  expect(intake?.halfLoad.p99Ms).toBeGreaterThanOrEqual(intake?.halfLoad.p50Ms ?? 0);
  expect(paced?.eventsPerSecond).toBeLessThan(1.1 * (paced?.wantedPerSecond ?? 0));
  expect([memory, size]).toEqual([undefined, undefined]);
  expect(await readdir(directory)).toEqual([]);
}, 240_000);

test("`vigie bench` keeps a load, and fills tables, where that is asked for", async () => {
  const asked = ["--minutes", "0.1", "--rows", ROWS.join(",")];
  const { memory, size, ...others } = await bench("--only", "size", ...asked);
  expect(memory?.eventsPerSecond).toBeGreaterThan(0);
  expect(memory?.residentBytesMax).toBeGreaterThan(memory?.heapAndBuffersBytesMax ?? 0);
  expect(size?.sizes.map(({ rows }) => rows)).toEqual(ROWS);
  expect(size?.sizes[0]?.ratioToFirst).toBe(1);
  expect(Object.keys(others)).toEqual(["log", "eventBytes"]);
  expect(await readdir(directory)).toEqual([]);
}, 240_000);

test("`vigie bench` that is interrupted ends what it started, and leaves nothing behind", async () => {
  const [words, environment] = wordsAndEnvironment(["--minutes", "10", "--only", "memory"]);
  const child = spawn(process.execPath, words, {
    ...environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (line.startsWith("Full load")) child.kill("SIGINT");
  }
  await exited;
  expect(child.exitCode).toBe(2);
  expect(said).toContain("The benchmark was stopped");
  expect(await readdir(directory)).toEqual([]);
}, 240_000);

test.each([
  ["--only", "topic,speed"],
  ["--rows", "1e6,many"],
  ["--minutes", "0"],
])("`vigie bench %s %s` is wrong usage", async (...options) => {
  await expect(bench(...options)).rejects.toMatchObject({ code: 64 });
});

const reason = missingKafka(process.env);
describe.skipIf(reason !== null)(
  `\`vigie bench --brokers\`${reason ? ` (skipped: ${reason})` : ""}`,
  () => {
    test("lets the engine take the very topic, and removes its topics", async () => {
      const { brokers, close } = await openBrokers(process.env);
      const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
      try {
        const { log, topicToRows } = await bench("--only", "topic", "--brokers", `${brokers}`);
        expect(log).toBe("kafka");
        expect(topicToRows?.engineAlone.from).toBe("kafka");
        await admin.connect();
        const topics = await admin.listTopics();
        expect(topics.filter((name) => name.startsWith("bench-"))).toEqual([]);
      } finally {
        await admin.disconnect();
        await close();
      }
    }, 180_000);
  },
);
