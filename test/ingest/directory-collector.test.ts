import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startDirectoryCollector } from "../../ingest/directory/start-directory-collector.ts";
import { eventSchema, type VigieEvent } from "../../schemas/events.ts";
import type { DirectorySource } from "../../schemas/source.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { NOW_MS } from "./make-event.ts";
import { type Ground, openGround } from "./open-ground.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SHA256_OF_ONE = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";

let ground: Ground;
let collector: Awaited<ReturnType<typeof startDirectoryCollector>>;

beforeEach(async () => {
  ground = await openGround();
  for (const vault of ["dc1", "dc2"]) await mkdir(join(ground.directory, vault));
  await start();
});
afterEach(async () => {
  await collector.stop();
  await ground.close();
});

function makeSource(changes: Partial<DirectorySource> = {}): DirectorySource {
  return {
    name: "files",
    collector: "directory",
    pattern: "{asset}_{run}.sql",
    series: VISITOR_DB,
    reports: ["runs", "copies"],
    vaults: [
      { name: "dc1", role: "primary", path: join(ground.directory, "dc1") },
      { name: "dc2", role: "duplicate", path: join(ground.directory, "dc2") },
    ],
    every: MINUTE_MS,
    settle: 2 * MINUTE_MS,
    reread: { bytesPerHour: 2 ** 30, every: 2 * HOUR_MS },
    ...changes,
  };
}

async function start(changes: Partial<DirectorySource> = {}) {
  const { acceptor, state, clock, logger } = ground;
  const source = makeSource(changes);
  collector = await startDirectoryCollector({ source, acceptor, state, clock, logger });
}

async function restart(changes: Partial<DirectorySource> = {}) {
  await collector.stop();
  await start(changes);
}

async function put(name: string, text: string, agoMs = HOUR_MS) {
  const path = join(ground.directory, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const at = (ground.clock.nowMs() - agoMs) / 1_000;
  await utimes(path, at, at);
}

function pass(forMs: number) {
  return ground.clock.advanceTo(ground.clock.nowMs() + forMs);
}

async function readEvents(): Promise<VigieEvent[]> {
  const records = await ground.read(TOPICS.events);
  return records.map(({ value }) => eventSchema.parse(JSON.parse(value)));
}

/** What was said, without heartbeats, as `type asset_run @minute` in order. */
async function readSaid(): Promise<string[]> {
  return (await readEvents()).flatMap((event) => {
    if (!("runId" in event.data)) return [];
    const { series, runId } = event.data;
    const word = event.type.split(".").slice(1, 3).join(".");
    const minute = (event.time - NOW_MS) / MINUTE_MS;
    const vault = "copy" in event.data ? ` ${event.data.copy.vault}` : "";
    return [`${word} ${series.asset}_${runId}${vault} @${minute}`];
  });
}

async function readWatermarks(): Promise<number[]> {
  return (await readEvents()).flatMap((event) =>
    event.type === "vigie.collector.heartbeat.v1"
      ? [(event.data.watermark - NOW_MS) / MINUTE_MS]
      : [],
  );
}

describe("a file that lies still", () => {
  test("is a run and a copy, with its hash, then a watermark that covers source and vaults", async () => {
    await put("dc1/db_1.sql", "1");
    await put("dc2/db_1.sql", "1");
    await pass(3 * MINUTE_MS);
    expect(await readSaid()).toEqual([
      "backup.succeeded db_1 @-60",
      "copy.observed db_1 dc1 @1",
      "copy.observed db_1 dc2 @1",
    ]);
    expect(await readWatermarks()).toEqual([1, 2, 3]);
    const [run, copy, , heartbeat] = await readEvents();
    const checksum = { algorithm: "sha256", value: SHA256_OF_ONE };
    const uri = new URL(`file://${ground.directory}/dc1/db_1.sql`).href;
    expect(run).toMatchObject({
      source: "/vigie/collectors/files",
      data: {
        series: { ...VISITOR_DB, asset: "db" },
        runId: "1",
        startedAt: NOW_MS - HOUR_MS,
        finishedAt: NOW_MS - HOUR_MS,
        sizeBytes: 1n,
        storedBytes: 1n,
        location: { vault: "dc1", uri },
        checksum,
      },
    });
    expect(copy?.data).toMatchObject({ copy: { role: "primary", uri, sizeBytes: 1n, checksum } });
    expect(heartbeat?.data).toEqual({
      collector: "files",
      watermark: NOW_MS + MINUTE_MS,
      covers: { sources: ["/vigie/collectors/files"], vaults: ["dc1", "dc2"] },
      inventoryComplete: true,
    });
  });

  test("is only a copy where jobs tell of their runs themselves", async () => {
    await restart({ reports: ["copies"] });
    await put("dc1/db_1.sql", "1");
    await pass(MINUTE_MS);
    expect(await readSaid()).toEqual(["copy.observed db_1 dc1 @1"]);
    expect((await readEvents())[1]?.data).toMatchObject({ covers: { sources: [] } });
  });

  test("is told once, however often the collector starts and before it remembered", async () => {
    await put("dc1/db_1.sql", "1");
    await pass(MINUTE_MS);
    const before = await readEvents();
    await ground.state.transact(({ run }) =>
      run("UPDATE directory_copies SET is_told = 0, was_told = 0, is_run_told = 0"),
    );
    await restart();
    await pass(2 * MINUTE_MS);
    expect(await readSaid()).toHaveLength(2);
    expect(await readEvents()).toHaveLength(before.length + 2);
  });
});

describe("a file that is still being written", () => {
  test("is told when it has settled, dated when it was first seen so, and holds the watermark", async () => {
    await put("dc1/db_1.sql", "half", -10 * MINUTE_MS);
    await pass(MINUTE_MS);
    await put("dc1/db_1.sql", "whole", -10 * MINUTE_MS);
    await pass(2 * MINUTE_MS);
    expect(await readSaid()).toEqual([]);
    await pass(MINUTE_MS);
    expect(await readSaid()).toEqual(["backup.succeeded db_1 @11", "copy.observed db_1 dc1 @2"]);
    expect(await readWatermarks()).toEqual([1, 2, 2, 4]);
  });

  test("never lets the watermark pass the time of what it will tell, nor go back", async () => {
    for (let minute = 0; minute < 5; minute++) {
      await put("dc1/db_1.sql", "x".repeat(minute), 30_000);
      await pass(MINUTE_MS);
      const [last, before] = (await readWatermarks()).toReversed();
      expect(last).toBeGreaterThanOrEqual(before ?? Number.NEGATIVE_INFINITY);
      expect(last).toBeLessThanOrEqual(minute - 0.5);
    }
    await pass(2 * MINUTE_MS);
    expect(await readSaid()).toEqual(["backup.succeeded db_1 @3.5", "copy.observed db_1 dc1 @5"]);
  });
});

describe("a file that was told of", () => {
  beforeEach(async () => {
    await put("dc2/db_1.sql", "1");
    await pass(MINUTE_MS);
    expect(await readSaid()).toEqual(["copy.observed db_1 dc2 @1"]);
  });

  test("is told as removed when two complete scans missed it, dated by the first", async () => {
    await rm(join(ground.directory, "dc2/db_1.sql"));
    await pass(MINUTE_MS);
    expect(await readSaid()).toHaveLength(1);
    await restart();
    await pass(3 * MINUTE_MS);
    expect((await readSaid()).slice(1)).toEqual(["copy.removed db_1 dc2 @2"]);
    await put("dc2/db_1.sql", "1");
    await pass(MINUTE_MS);
    expect((await readSaid()).slice(2)).toEqual(["copy.observed db_1 dc2 @6"]);
  });

  test("is not removed when only one scan missed it", async () => {
    const path = join(ground.directory, "dc2/db_1.sql");
    await rename(path, `${path}.away`);
    await pass(MINUTE_MS);
    await rename(`${path}.away`, path);
    await pass(3 * MINUTE_MS);
    expect(await readSaid()).toHaveLength(1);
  });

  test("is told again, and its run is not, when its size or time changed", async () => {
    await put("dc2/db_1.sql", "22");
    await pass(MINUTE_MS);
    await put("dc2/db_1.sql", "22", 3 * HOUR_MS);
    await pass(3 * MINUTE_MS);
    expect((await readSaid()).slice(1)).toEqual([
      "copy.observed db_1 dc2 @2",
      "copy.observed db_1 dc2 @3",
    ]);
  });

  test("of other bytes with the same size and time is found by reading again, once", async () => {
    const agoMs = HOUR_MS + MINUTE_MS;
    await put("dc2/db_1.sql", "2", agoMs);
    await pass(2 * HOUR_MS - MINUTE_MS);
    expect(await readSaid()).toHaveLength(1);
    await pass(MINUTE_MS);
    expect((await readSaid()).slice(1)).toEqual(["copy.observed db_1 dc2 @121"]);
    await pass(3 * HOUR_MS);
    expect(await readSaid()).toHaveLength(2);
  });

  test("and is the same when it is read again says nothing", async () => {
    await pass(5 * HOUR_MS);
    expect(await readSaid()).toHaveLength(1);
  });
});

describe("reading again keeps to its budget", () => {
  test("of bytes per hour, the oldest look first, a large file on credit", async () => {
    await restart({ reread: { bytesPerHour: 10, every: HOUR_MS } });
    await put("dc2/a_1.sql", "x".repeat(30));
    await pass(MINUTE_MS);
    await put("dc2/b_1.sql", "x".repeat(5));
    await pass(MINUTE_MS);
    await put("dc2/a_1.sql", "y".repeat(30), HOUR_MS + 2 * MINUTE_MS);
    await put("dc2/b_1.sql", "y".repeat(5), HOUR_MS + MINUTE_MS);
    await pass(5 * HOUR_MS);
    const said = (await readSaid()).slice(2);
    expect(said[0]).toBe("copy.observed a_1 dc2 @61");
    expect(said[1]).toMatch(/^copy.observed b_1 dc2 @18[0-9]$/);
  });
});

describe("a vault that cannot be seen", () => {
  test("makes the collector silent, and nothing removed; what the other shows is told", async () => {
    await put("dc2/db_1.sql", "1");
    await pass(MINUTE_MS);
    await rename(join(ground.directory, "dc2"), join(ground.directory, "away"));
    await put("dc1/db_2.sql", "2");
    await pass(10 * MINUTE_MS);
    expect(await readWatermarks()).toEqual([1]);
    expect((await readSaid()).slice(1)).toEqual([
      "backup.succeeded db_2 @-59",
      "copy.observed db_2 dc1 @2",
    ]);
    await rename(join(ground.directory, "away"), join(ground.directory, "dc2"));
    await pass(MINUTE_MS);
    expect(await readWatermarks()).toEqual([1, 12]);
    expect(await readSaid()).toHaveLength(3);
  });
});

describe("names", () => {
  test("that do not fit are no events, whatever they are", async () => {
    const deep = `${"d/".repeat(100)}x_1.sql`;
    for (const name of ["readme.txt", "db_1.sql.old", "..sql", "_.sql", deep]) {
      await put(`dc1/${name}`, "x");
    }
    await writeFile(Buffer.from(`${ground.directory}/dc1/\xff_1.sql`, "latin1"), "x");
    await pass(5 * MINUTE_MS);
    expect((await readSaid()).filter((said) => !said.includes("\ufffd"))).toEqual([]);
    expect(await readWatermarks()).toHaveLength(5);
  });

  test("that are strange are told as they are", async () => {
    const strange = ["a\nb_1.sql", "%2e%2e_1.sql", `${"n".repeat(240)}_1.sql`, '"\\ é_1.sql'];
    for (const name of strange) await put(`dc2/${name}`, "x");
    await pass(MINUTE_MS);
    const assets = (await readEvents()).flatMap((event) =>
      "series" in event.data ? [`${event.data.series.asset}_1.sql`] : [],
    );
    expect(assets.toSorted()).toEqual(strange.map((name) => name.normalize("NFC")).toSorted());
  });
});

test("a scan of known and unchanged files says nothing but how far it looked", async () => {
  for (let run = 0; run < 100; run++) await put(`dc1/db_${run}.sql`, "x");
  await pass(MINUTE_MS);
  const before = (await readEvents()).length;
  await pass(MINUTE_MS);
  expect((await readEvents()).slice(before)).toMatchObject([
    { type: "vigie.collector.heartbeat.v1", data: { watermark: NOW_MS + 2 * MINUTE_MS } },
  ]);
});
