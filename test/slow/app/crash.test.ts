import { type ChildProcess, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { makeEvent } from "../../ingest/make-event.ts";
import { VISITOR_DB } from "../../visitor-db.ts";
import { IncidentReceiver } from "./incident-receiver.ts";
import {
  type End,
  FATAL_MESSAGES,
  POINTS,
  planEnds,
  RANDOM_KILLS,
  TIMES_PER_POINT,
} from "./plan-ends.ts";

const SEED = 20_261_120;
const EVENTS = 100_000;
const BATCH_EVENTS = 200;
const IN_FLIGHT = 4;
/** Each reports without a policy, which is one incident. */
const SERIES_COUNT = 125;
/** Too few for one cause to be told in their place. */
const SERIES_PER_TENANT = 4;
/** So many batches bring the incidents of another series. */
const BATCHES_PER_SERIES = EVENTS / BATCH_EVENTS / SERIES_COUNT;
const PACE_MS = 200;
const LOOK_EVERY_MS = 1_000;
/** A busy machine may write nothing for some seconds, and goes on. */
const STILL_LOOKS = 30;
/** A telling that two deaths cut waits a minute before its third attempt. */
const LOOKS_MAX = 180;
const SECRET = "crash-secret";
const TARGET = fileURLToPath(new URL("./crash-target.ts", import.meta.url));

type Batch = { readonly body: string; readonly tenant: number };
const said = z.union([z.object({ url: z.string() }), z.object({ died: z.string() })]);
const shownSchema = z.object({ rows: z.string(), hash: z.string(), rejects: z.string() });

const clock = createSystemClock();
let directory: string;
let child: ChildProcess | undefined;
let receiver: IncidentReceiver;
let webhook: string;
beforeEach(async () => {
  receiver = new IncidentReceiver();
  webhook = await receiver.listen();
  directory = await mkdtemp(join(tmpdir(), "vigie-crash-"));
});
afterEach(async () => {
  await kill();
  await receiver.close();
  await rm(directory, { recursive: true });
});

test("after 36 kills in an ingest of 100,000 events each is there once, and each incident was told", {
  timeout: 900_000,
}, async () => {
  const events = Array.from({ length: EVENTS }, (_, index) => makeNumbered(index));
  const unsent = Array.from({ length: EVENTS / BATCH_EVENTS }, (_, index) => {
    const batch = events.slice(index * BATCH_EVENTS, (index + 1) * BATCH_EVENTS);
    const body = batch.map((event) => JSON.stringify(event)).join("\n");
    return { body, tenant: tenantOf(index * BATCH_EVENTS) };
  });
  const deaths: string[] = [];
  for (const end of planEnds(SEED)) {
    const url = await start(end, deaths);
    expect(unsent.length, "batches must be left for every kill").toBeGreaterThan(0);
    await sendUntilDeath(url, unsent, end);
    if (end.kind === "message" && child) await exitOf(child);
    await kill();
    if (end.kind === "kill" || end.kind === "message") deaths.push(end.kind);
  }
  for (const point of POINTS)
    expect(deaths.filter((death) => death === point)).toHaveLength(TIMES_PER_POINT);
  expect(deaths.filter((death) => death === "kill")).toHaveLength(RANDOM_KILLS);
  expect(deaths.filter((death) => death === "message")).toHaveLength(FATAL_MESSAGES.length);

  const url = await start({ kind: "none" }, deaths);
  await sendUntilDeath(url, unsent, { kind: "none" });
  expect(unsent).toHaveLength(0);
  const shown = await waitForRows(url, EVENTS);
  const lines = events.map(
    (event) => `${event.source} ${event.id} ${hash("sha256", JSON.stringify(event))}`,
  );
  const all = hash("sha256", lines.toSorted().join("\n"));
  expect(shown).toEqual({ rows: `${EVENTS}`, hash: all, rejects: "0" });

  for (let looks = 0; looks < LOOKS_MAX && receiver.arrivals.size < SERIES_COUNT; looks++)
    await clock.sleep(LOOK_EVERY_MS);
  expect(receiver.arrivals.size).toBe(SERIES_COUNT);
  expect(receiver.toldTooOften()).toEqual([]);
  expect(receiver.cuts.size).toBeGreaterThanOrEqual(FATAL_MESSAGES.length);
});

/** Series come one after another, so that every life has incidents of its own. */
function makeNumbered(index: number) {
  const tenant = tenantOf(index);
  const place = { tenant: `tenant-${tenant}`, product: `p-${tenant}`, instance: `sql-${tenant}` };
  return makeEvent(
    { id: `event-${index}`, source: `/crash/${tenant}/${index % 7}`, number: index },
    // Each at a site of its own: those of one site have a cause in common.
    {
      series: {
        ...VISITOR_DB,
        ...place,
        site: `${seriesOf(index)}`,
        asset: `db-${seriesOf(index)}`,
      },
    },
  );
}

/** A batch is of one series, and so of one tenant, whose token it is sent with. */
function seriesOf(index: number): number {
  return Math.floor((index * SERIES_COUNT) / EVENTS);
}

function tenantOf(index: number): number {
  return Math.floor(seriesOf(index) / SERIES_PER_TENANT);
}

async function start(end: End, deaths: string[]): Promise<string> {
  const point = end.kind === "point" ? [end.point, `${end.count}`] : [];
  child = spawn(process.execPath, [TARGET, directory, SECRET, webhook, ...point], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const born = child;
  born.once("exit", () => receiver.senderDied());
  receiver.senderStarts(end.kind === "message" ? end.message : 0, () => born.kill("SIGKILL"));
  const { stdout } = child;
  if (!stdout) throw new Error("no standard output");
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout })
      .on("line", (line) => {
        const message = said.parse(JSON.parse(line));
        if ("url" in message) resolve(message.url);
        else deaths.push(message.died);
      })
      .on("close", () => reject(new Error("the process ended before it served")));
  });
}

async function kill() {
  if (!child) return;
  const running = child;
  child = undefined;
  running.kill("SIGKILL");
  await exitOf(running);
}

async function exitOf(running: ChildProcess): Promise<void> {
  if (running.exitCode === null && running.signalCode === null) await once(running, "exit");
}

/**
 * Several senders until all is acknowledged or the process is dead; what was not acknowledged is
 * unsent again.
 */
async function sendUntilDeath(url: string, unsent: Batch[], end: End) {
  let isDead = false;
  let inFlight = 0;
  let answers = 0;

  async function die(turns: number) {
    for (let left = turns; left > 0; left--) await turn();
    expect(inFlight, "a batch must be in flight").toBeGreaterThan(0);
    child?.kill("SIGKILL");
  }

  const answersMax =
    end.kind === "message" ? (end.message + 1) * BATCHES_PER_SERIES : Number.POSITIVE_INFINITY;

  async function sendBatches() {
    while (!isDead && answers < answersMax) {
      const batch = unsent.shift();
      if (!batch) return;
      inFlight++;
      const isAcknowledged = await post(url, batch);
      inFlight--;
      if (isAcknowledged) answers++;
      else isDead = true;
      // The writer has its turns, at which it dies, while few batches are spent.
      if (isAcknowledged && end.kind === "point") await clock.sleep(PACE_MS);
      if (!isAcknowledged) unsent.push(batch);
      if (end.kind === "kill" && isAcknowledged && answers === end.answers) void die(end.turns);
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendBatches));
}

async function post(url: string, { body, tenant }: Batch): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${SECRET}-${tenant}`,
        "content-type": "application/x-ndjson",
      },
      body,
    });
    expect(response.status).toBe(202);
    await response.arrayBuffer();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Asks again until the view shows as many rows, or stands still for long: there are no more. */
async function waitForRows(url: string, rows: number) {
  for (let before = -1, still = 0; ; ) {
    const response = await fetch(`${url}/shown`);
    const shown = shownSchema.parse(await response.json());
    still = Number(shown.rows) === before ? still + 1 : 0;
    if (Number(shown.rows) >= rows || still === STILL_LOOKS) return shown;
    before = Number(shown.rows);
    await clock.sleep(LOOK_EVERY_MS);
  }
}
