import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { openWebhookReceiver } from "../../alerts/webhook-receiver.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { findFreePorts } from "../../services/find-free-port.ts";
import { VISITOR_DB } from "../../visitor-db.ts";

const CLI = fileURLToPath(new URL("../../../app/cli.js", import.meta.url));
const MIB = 2 ** 20;
const SECRETS = { JOBS_TOKEN: "token-of-the-jobs", READER: "secret-of-the-reader" };
const WITHIN = { timeout: 90_000, interval: 500 };
const BATCH_EVENTS = 50;
const BEAT_MS = 10_000;

const mount = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o size=1m none "$1"', "sh"];
const isAllowed = spawnSync(mount[0] ?? "", [...mount.slice(1), tmpdir()]).status === 0;
const why = isAllowed ? "" : " (skipped: no disk of one's own may be mounted here)";

const clock = createSystemClock();
let directory: string;
let child: ChildProcess | undefined;
let noc: Awaited<ReturnType<typeof openWebhookReceiver>>;
let deadMan: Awaited<ReturnType<typeof openWebhookReceiver>>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-full-"));
  [noc, deadMan] = [await openWebhookReceiver(), await openWebhookReceiver()];
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await noc.close();
  await deadMan.close();
  await rm(directory, { recursive: true });
});

describe.skipIf(!isAllowed)(`a disk that is full indeed${why}`, () => {
  test("is told before, ends the sign of life, and loses nothing of what was accepted", {
    timeout: 480_000,
  }, async () => {
    const { url, storeUrl, disk } = await start();
    const accepted = await send(url, 0);
    expect(accepted.status).toBe(202);
    expect(told("disk-low")).toEqual([]);

    const ballast = join(disk, "ballast");
    await fill(ballast, { leaveBytes: 60 * MIB });
    await vi.waitFor(() => expect(told("disk-low")).toEqual(["opened critical"]), WITHIN);

    await fill(ballast, { leaveBytes: 0 });
    const refused: number[] = [];
    const accept: number[] = [0];
    await vi.waitFor(async () => {
      const batch = refused.length + accept.length;
      const { status } = await send(url, batch);
      (status === 202 ? accept : refused).push(batch);
      await fill(ballast, { leaveBytes: 0 });
      expect(refused.length).toBeGreaterThan(3);
    }, WITHIN);
    const { status, text } = await send(url, refused[0] ?? 0);
    expect([status, text]).toEqual([503, expect.stringContaining("free space on the disk")]);
    await staysSilent();
    expect(child?.exitCode).toBeNull();

    await rm(ballast);
    const beats = deadMan.received.length;
    for (const batch of refused)
      await vi.waitFor(async () => expect((await send(url, batch)).status).toBe(202), WITHIN);
    await vi.waitFor(
      () => expect(told("disk-low")).toEqual(["opened critical", "resolved critical"]),
      WITHIN,
    );
    await vi.waitFor(() => expect(deadMan.received.length).toBeGreaterThan(beats), WITHIN);
    const rows = String((refused.length + accept.length) * BATCH_EVENTS);
    await vi.waitFor(async () => expect(await count(storeUrl)).toEqual(rows), WITHIN);
  });
});

/** On a disk of its own, which is gone with the process. */
async function start() {
  const [port = 0, storePort = 0] = await findFreePorts(2);
  const data = join(directory, "data");
  await mkdir(data);
  const config = join(directory, "vigie.yaml");
  await writeFile(
    config,
    `
data: ${data}
listen: { port: ${port} }
pollEvery: 200ms
disk: { warnBelow: 150MiB, criticalBelow: 100MiB }
store: { kind: embedded, http: { port: ${storePort}, secret: { env: READER } } }
tokens: [{ name: jobs, secret: { env: JOBS_TOKEN }, tenant: acme, sources: [/jobs/acme] }]
policies:
  - { name: all, match: { tenant: acme }, schedule: { every: 1d } }
alerts:
  pagers: [{ name: noc, kind: webhook, url: "${noc.url}", allowLoopback: true }]
  heartbeat: { url: "${deadMan.url}", every: 10s, allowLoopback: true }
`,
  );
  const script = 'mount -t tmpfs -o size=400m vigie "$1" && exec "$2" "$3" up --config "$4"';
  child = spawn(
    "unshare",
    ["--mount", "sh", "-c", script, "sh", data, process.execPath, CLI, config],
    { stdio: "ignore", env: { ...process.env, ...SECRETS } },
  );
  const url = `http://127.0.0.1:${port}`;
  const isThere = () => fetch(url).then(({ status }) => expect(status).toBeLessThan(500));
  await vi.waitFor(isThere, WITHIN);
  return {
    ...{ url, storeUrl: `http://127.0.0.1:${storePort}` },
    // As the process sees it: nobody else does.
    disk: `/proc/${child.pid}/root${data}`,
  };
}

async function send(url: string, batch: number) {
  const events = Array.from({ length: BATCH_EVENTS }, (_, index) => {
    const number = batch * BATCH_EVENTS + index;
    return makeEvent(
      { id: `event-${number}`, source: "/jobs/acme/full", number },
      { series: { ...VISITOR_DB, asset: `db-${index}` } },
    );
  });
  const response = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${SECRETS.JOBS_TOKEN}`,
      "content-type": "application/x-ndjson",
    },
    body: events.map((event) => JSON.stringify(event)).join("\n"),
  });
  return { status: response.status, text: await response.text() };
}

async function fill(file: string, { leaveBytes }: { readonly leaveBytes: number }) {
  const { bavail, bsize } = await statfs(join(file, ".."));
  const piece = Buffer.alloc(MIB);
  for (let left = bavail * bsize - leaveBytes; left > 0; left -= MIB) {
    const isFull = await appendFile(file, piece.subarray(0, left)).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        expect(error.code).toBe("ENOSPC");
        return true;
      },
    );
    if (isFull) return;
  }
}

const messageSchema = z.object({
  reason: z.string(),
  incident: z.object({ kind: z.string(), severity: z.string() }),
});

function told(kind: string) {
  return noc.received
    .map(({ text }) => messageSchema.parse(JSON.parse(text)))
    .filter(({ incident }) => incident.kind === kind)
    .map(({ reason, incident }) => `${reason} ${incident.severity}`);
}

/** The sign of life stays away for longer than it ever does between two. */
async function staysSilent() {
  let beats = deadMan.received.length;
  let sinceMs = clock.nowMs();
  await vi.waitFor(() => {
    if (deadMan.received.length > beats) sinceMs = clock.nowMs();
    beats = deadMan.received.length;
    expect(clock.nowMs() - sinceMs).toBeGreaterThan(3 * BEAT_MS);
  }, WITHIN);
  expect(beats).toBeGreaterThan(0);
}

async function count(storeUrl: string): Promise<string> {
  const response = await fetch(`${storeUrl}/?query=SELECT+count()+FROM+events`, {
    headers: { "X-ClickHouse-User": "reader", "X-ClickHouse-Key": SECRETS.READER },
  });
  return (await response.text()).trim();
}
