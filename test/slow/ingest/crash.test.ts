import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { contentHash } from "../../../ingest/accept/content-hash.ts";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { makeEvent } from "../../ingest/make-event.ts";

const SEED = 20_261_120;
const EVENTS = 100_000;
const BATCH_EVENTS = 200;
const IN_FLIGHT = 4;
const POINTS = ["after-append", "after-insert", "before-commit"] as const;
const TIMES_PER_POINT = 3;
const RANDOM_KILLS = 20;
const LOOK_EVERY_MS = 1_000;
const SECRET = "crash-secret";
const TARGET = fileURLToPath(new URL("./crash-target.ts", import.meta.url));

/**
 * How a life of the process ends: by itself at a point, by our kill after some answers and turns
 * of our loop, or not.
 */
type End =
  | { readonly kind: "point"; readonly point: (typeof POINTS)[number]; readonly count: number }
  | { readonly kind: "kill"; readonly answers: number; readonly turns: number }
  | { readonly kind: "none" };

type Batch = { readonly body: string };
const said = z.union([z.object({ url: z.string() }), z.object({ died: z.string() })]);
const shownSchema = z.object({ rows: z.string(), hash: z.string(), rejects: z.string() });

const clock = createSystemClock();
let directory: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-crash-"));
});
afterEach(async () => {
  await kill();
  await rm(directory, { recursive: true });
});

test("after 29 kills in an ingest of 100,000 events each is there, once, as it was sent", {
  timeout: 600_000,
}, async () => {
  const events = Array.from({ length: EVENTS }, (_, index) =>
    makeEvent({ id: `event-${index}`, source: `/crash/${index % 7}`, number: index }),
  );
  const unsent = Array.from({ length: EVENTS / BATCH_EVENTS }, (_, index) => {
    const batch = events.slice(index * BATCH_EVENTS, (index + 1) * BATCH_EVENTS);
    return { body: batch.map((event) => JSON.stringify(event)).join("\n") };
  });
  const deaths: string[] = [];
  for (const end of planEnds(createDice(SEED))) {
    const url = await start(end, deaths);
    expect(unsent.length, "batches must be left for every kill").toBeGreaterThan(0);
    await sendUntilDeath(url, unsent, end);
    await kill();
    if (end.kind === "kill") deaths.push("random");
  }
  for (const point of POINTS)
    expect(deaths.filter((death) => death === point)).toHaveLength(TIMES_PER_POINT);
  expect(deaths.filter((death) => death === "random")).toHaveLength(RANDOM_KILLS);

  const url = await start({ kind: "none" }, deaths);
  await sendUntilDeath(url, unsent, { kind: "none" });
  expect(unsent).toHaveLength(0);
  const shown = await waitForRows(url, EVENTS);
  const lines = events.map((event) => `${event.source} ${event.id} ${contentHash(event)}`);
  const hash = createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
  expect(shown).toEqual({ rows: `${EVENTS}`, hash, rejects: "0" });
});

/** The named points, each three times, and the random kills, in an order that the seed decides. */
function planEnds(dice: (sides: number) => number): End[] {
  const points = POINTS.flatMap((point) =>
    Array.from(
      { length: TIMES_PER_POINT },
      (): End => ({ kind: "point", point, count: 1 + dice(3) }),
    ),
  );
  const kills = Array.from({ length: RANDOM_KILLS }, (): End => {
    return { kind: "kill", answers: 1 + dice(16), turns: dice(60) };
  });
  const ends = [...points, ...kills];
  return ends
    .map((end) => ({ end, place: dice(1_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ end }) => end);
}

/** Mulberry32: the same throws for the same seed. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

async function start(end: End, deaths: string[]): Promise<string> {
  const point = end.kind === "point" ? [end.point, `${end.count}`] : [];
  child = spawn(process.execPath, [TARGET, directory, SECRET, ...point], {
    stdio: ["ignore", "pipe", "inherit"],
  });
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
  if (running.exitCode !== null || running.signalCode !== null) return;
  running.kill("SIGKILL");
  await once(running, "exit");
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

  async function sendBatches() {
    for (let batch = unsent.shift(); batch && !isDead; batch = unsent.shift()) {
      inFlight++;
      const isAcknowledged = await post(url, batch);
      inFlight--;
      if (isAcknowledged) answers++;
      else isDead = true;
      if (!isAcknowledged) unsent.push(batch);
      if (end.kind === "kill" && isAcknowledged && answers === end.answers) void die(end.turns);
      if (isDead) return;
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendBatches));
}

async function post(url: string, { body }: Batch): Promise<boolean> {
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${SECRET}`, "content-type": "application/x-ndjson" },
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

/** Asks again until the view shows as many rows, or stands still: then there will be no more. */
async function waitForRows(url: string, rows: number) {
  for (let before = -1; ; ) {
    const response = await fetch(`${url}/shown`);
    const shown = shownSchema.parse(await response.json());
    if (Number(shown.rows) >= rows || Number(shown.rows) === before) return shown;
    before = Number(shown.rows);
    await clock.sleep(LOOK_EVERY_MS);
  }
}
