import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { makeEvent, SERIES } from "../../ingest/make-event.ts";

const CLI = fileURLToPath(new URL("../../../app/cli.ts", import.meta.url));
const TOKEN = "token-of-the-jobs";
const SERIES_COUNT = 120;
const BATCH_EVENTS = 10;
/**
 * Which message's arrival is the process's last moment, life by life; then lives that end after so
 * many batches.
 */
const DIES_AT_MESSAGE = [1, 3, 2, 7] as const;
const DIES_AFTER_BATCHES = [1, 2, 1] as const;
const LOOK_EVERY_MS = 200;
/** A telling that two kills cut waits a minute before its third attempt. */
const LOOKS_MAX = 900;

const clock = createSystemClock();
/** How often each message arrived, and in how many deaths it was under way. */
const arrivals = new Map<string, number>();
const cuts = new Map<string, number>();
/** In order of arrival; so many can be under way at once, and be cut by a kill. */
const inOrder: string[] = [];
const UNDER_WAY_MAX = 8;
let dieAtMessage: number | null = null;
let receiver: Server;
let directory: string;
let child: ChildProcess | null = null;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const key = String(request.headers["idempotency-key"]);
    arrivals.set(key, (arrivals.get(key) ?? 0) + 1);
    inOrder.push(key);
    if (dieAtMessage !== null) dieAtMessage -= 1;
    if (dieAtMessage === 0) child?.kill("SIGKILL");
    if (child?.killed) noteCut();
    else request.resume().on("end", () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  directory = await mkdtemp(join(tmpdir(), "vigie-alerts-crash-"));
  const { port } = receiver.address() as AddressInfo;
  await writeFile(join(directory, "vigie.yaml"), config(`http://127.0.0.1:${port}/noc`));
});

afterAll(async () => {
  await kill();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

function config(webhook: string): string {
  return `
data: ${join(directory, "data")}
listen: { port: 0 }
pollEvery: 50ms
tokens: [{ name: jobs, secret: { env: TOKEN }, tenant: acme, sources: [/sqlserver] }]
alerts: { pagers: [{ name: noc, kind: webhook, url: "${webhook}", allowLoopback: true }] }
`;
}

test("after kills at any moment each incident was told once, once more for each kill that cut its telling", {
  timeout: 600_000,
}, async () => {
  const batches = makeBatches();
  for (const message of DIES_AT_MESSAGE) {
    dieAtMessage = message;
    await live(batches, batches.length);
    dieAtMessage = null;
  }
  for (const count of DIES_AFTER_BATCHES) {
    await live(batches, count);
    await kill();
  }
  await live(batches, batches.length);
  await waitForMessages();

  expect(batches).toEqual([]);
  expect(arrivals.size).toBe(SERIES_COUNT);
  const told = [...arrivals].filter(([key, times]) => times > 1 + (cuts.get(key) ?? 0));
  expect(told).toEqual([]);
  expect(cuts.size).toBeGreaterThanOrEqual(DIES_AT_MESSAGE.length);
});

/** Every series reports without a policy, which is one incident each. */
function makeBatches(): string[] {
  const events = Array.from({ length: SERIES_COUNT }, (_, index) =>
    JSON.stringify(
      makeEvent({ id: `event-${index}` }, { series: { ...SERIES, asset: `db-${index}` } }),
    ),
  );
  return Array.from({ length: SERIES_COUNT / BATCH_EVENTS }, (_, at) =>
    events.slice(at * BATCH_EVENTS, (at + 1) * BATCH_EVENTS).join("\n"),
  );
}

/** One life of the process: sends up to so many batches, those again that were not acknowledged. */
async function live(batches: string[], batchesMax: number): Promise<void> {
  const url = await start();
  for (let sent = 0; sent < batchesMax; sent += 1) {
    const [batch] = batches;
    if (batch === undefined) break;
    if (!(await post(url, batch))) break;
    batches.shift();
    if (dieAtMessage !== null) break;
  }
  if (dieAtMessage !== null && child) await once(child, "exit");
}

async function start(): Promise<string> {
  await kill();
  const words = ["--disable-warning=ExperimentalWarning", CLI, "up", "--log", "fatal"];
  child = spawn(process.execPath, [...words, "--config", join(directory, "vigie.yaml")], {
    env: { ...process.env, TOKEN },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const { stderr } = child;
  if (!stderr) throw new Error("no standard error");
  for await (const line of createInterface({ input: stderr })) {
    const url = /Vigie is up: (\S+)/.exec(line)?.[1];
    if (url) return url;
  }
  throw new Error("the process ended before it served");
}

function noteCut(): void {
  for (const key of new Set(inOrder.slice(-UNDER_WAY_MAX))) cuts.set(key, (cuts.get(key) ?? 0) + 1);
}

async function kill(): Promise<void> {
  const dying = child;
  if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
  dying.kill("SIGKILL");
  await once(dying, "exit");
  noteCut();
}

async function post(url: string, body: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/x-ndjson" },
      body,
    });
    return answer.status === 202;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function waitForMessages(): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX && arrivals.size < SERIES_COUNT; looks += 1) {
    await clock.sleep(LOOK_EVERY_MS);
  }
}
