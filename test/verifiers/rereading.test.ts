import { createHash } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../platform/clock/simulated-clock.ts";
import type { EventLog } from "../../platform/log/event-log.ts";
import { openEmbeddedLog } from "../../platform/log/open-embedded-log.ts";
import type { StateStore } from "../../platform/state/state-store.ts";
import { verificationSchema } from "../../schemas/proof.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { rereadSchema } from "../../schemas/vault.ts";
import type { PresentCopy } from "../../verifiers/copies/read-copies.ts";
import { chooseDue } from "../../verifiers/rereading/choose-due.ts";
import { type Hashing, openHashing } from "../../verifiers/rereading/hashing/open-hashing.ts";
import { openReadings, type Readings } from "../../verifiers/rereading/open-readings.ts";
import { readNight } from "../../verifiers/rereading/read-night.ts";
import { openTestState } from "../services/open-test-state.ts";
import { makeProof } from "./make-proof.ts";

const DAY_MS = 24 * 3_600_000;
const NIGHT_MS = Date.parse("2026-11-20T20:00:00Z");

let threads: readonly Hashing[];
beforeAll(() => {
  threads = [openHashing(), openHashing()];
});
afterAll(() => Promise.all(threads.map((thread) => thread.stop())));

let directory: string;
let vault: string;
let clock: SimulatedClock;
let log: EventLog;
let state: StateStore;
let readings: Readings;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-rereading-"));
  vault = await mkdtemp(join(directory, "vault-"));
  clock = createSimulatedClock(NIGHT_MS);
  log = await openEmbeddedLog({ directory: join(directory, "log"), clock });
  state = await openTestState(directory);
  readings = await openReadings(state);
});
afterEach(async () => {
  await log.close();
  await state.close();
  await rm(directory, { recursive: true });
});

type Seen = Partial<PresentCopy["copy"]>;

/** A copy of ten bytes, without a checksum unless one was observed. */
async function store(name: string, seen: Seen = {}): Promise<PresentCopy> {
  const file = join(vault, name);
  await writeFile(file, name.padEnd(10, "."));
  const { series } = makeProof("1");
  const uri = pathToFileURL(file).href;
  const copy = { role: "primary", vault: "dc1", uri, sizeBytes: 10, checksum: null } as const;
  return {
    ...{ series, runId: name, runStartedAtMs: null, lastAttempt: null },
    copy: { ...copy, ...seen },
  };
}

/** One night over these copies; gives the names that were read, in their order. */
async function read(
  copies: readonly PresentCopy[],
  { nightAtMs = NIGHT_MS, bytesPerNight = 1_000, stop = new AbortController() } = {},
) {
  await clock.advanceTo(nightAtMs);
  const before = await readings.listTried();
  const due = chooseDue(copies, { vaults: [vault], tried: before, nightAtMs });
  const reread = rereadSchema.parse({ bytesPerNight });
  return readNight(due, {
    ...{ log, clock, logger: pino({ level: "silent" }), reread, readings },
    ...{ threads: threads.slice(0, 1), signal: stop.signal, nightAtMs },
  });
}

async function asked() {
  const records = await Array.fromAsync(log.replay(TOPICS.verifications));
  return records.map(({ value }) => verificationSchema.parse(JSON.parse(value)));
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("readNight()", () => {
  test("keeps what a copy's bytes are, once, and asks nothing while they stay so", async () => {
    const copies = [await store("a"), await store("b")];
    expect(await read(copies)).toEqual({ copies: 2, bytes: 20, doubted: 0 });
    expect(await read(copies)).toEqual({ copies: 0, bytes: 0, doubted: 0 });
    expect(await read(copies, { nightAtMs: NIGHT_MS + DAY_MS })).toMatchObject({ copies: 2 });
    const [a] = copies;
    expect(a && (await readings.find(a.copy))?.value).toBe(sha256("a........."));
    expect(await asked()).toEqual([]);
  });

  test("a byte that flips is doubted, and the proof is asked to compare with the first reading", async () => {
    const copies = [await store("a"), await store("b")];
    await read(copies);
    await writeFile(join(vault, "b"), "b........,");
    expect(await read(copies, { nightAtMs: NIGHT_MS + DAY_MS })).toMatchObject({ doubted: 1 });
    const checksum = { algorithm: "sha256", value: sha256("b........."), type: "full" };
    expect(await asked()).toMatchObject([
      { runId: "b", level: "whole", reason: "recheck", copy: { checksum } },
    ]);
    const [, b] = copies;
    expect(b && (await readings.find(b.copy))?.value).toBe(checksum.value);
  });

  test.each([
    ["a SHA-1 in hex", { algorithm: "sha1", value: "0".repeat(40) }],
    ["a CRC-64/NVME as S3 gives it", { algorithm: "crc64nvme", value: "AAAAAAAAAAA=" }],
  ])("bytes that are not those observed by %s are doubted at once", async (_, checksum) => {
    await read([await store("a", { checksum })]);
    expect(await asked()).toMatchObject([{ copy: { checksum } }]);
  });

  test("a checksum of parts, or an unknown one, is compared with nothing", async () => {
    const composite = { algorithm: "sha256", value: "AAAA-2", type: "composite" } as const;
    const copies = [
      await store("a", { checksum: composite }),
      await store("b", { checksum: { algorithm: "xxhash3", value: "AAAA" } }),
    ];
    expect(await read(copies)).toMatchObject({ copies: 2, doubted: 0 });
  });

  test("another size, and a copy that is gone, are doubted", async () => {
    const copies = [await store("longer"), await store("shorter"), await store("gone")];
    await appendFile(join(vault, "longer"), "!");
    await writeFile(join(vault, "shorter"), "");
    await rm(join(vault, "gone"));
    expect(await read(copies)).toMatchObject({ copies: 3, doubted: 3 });
    expect((await asked()).map(({ runId }) => runId).toSorted()).toEqual([
      ...["gone", "longer", "shorter"],
    ]);
  });

  test("a vault whose copies cannot be read is left alone until the next night", async () => {
    const copies = await Promise.all(["a", "b", "c", "d", "e"].map((name) => store(name)));
    for (const { runId } of copies) {
      await rm(join(vault, runId));
      await writeFile(join(vault, `${runId}.tmp`), "");
    }
    const blocked = copies.map((one) => ({
      ...one,
      copy: { ...one.copy, uri: `${pathToFileURL(vault).href}/${one.runId}.tmp/x` },
    }));
    expect(await read(blocked)).toMatchObject({ copies: 3, bytes: 0, doubted: 3 });
  });

  test("what was longest unread comes first, within each night's bytes", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const copies = await Promise.all(names.map((name) => store(name)));
    const readIn = async (night: number) => {
      const nightAtMs = NIGHT_MS + night * DAY_MS;
      await read(copies, { nightAtMs, bytesPerNight: 20 });
      const tried = await readings.listTried();
      return [...tried.values()].filter((atMs) => atMs === nightAtMs).length;
    };
    const all = () => chooseDue(copies, { vaults: [vault], tried: new Map(), nightAtMs: 0 });
    expect(all().map(({ place }) => place.name)).toEqual(names);
    expect([await readIn(0), await readIn(1), await readIn(2)]).toEqual([2, 2, 2]);
    const foreign = { path: vault, tenants: ["beta"] };
    expect(chooseDue(copies, { vaults: [foreign], tried: new Map(), nightAtMs: 0 })).toEqual([]);
    const tried = await readings.listTried();
    expect(tried.size).toBe(5);
    const next = chooseDue(copies, { vaults: [vault], tried, nightAtMs: NIGHT_MS + 3 * DAY_MS });
    expect(next.map(({ place }) => place.name)).toEqual(["b", "c", "d", "a", "e"]);
  });

  test("a copy larger than the budget is read all the same, and owed to the nights after", async () => {
    const copies = [await store("a"), await store("b")];
    const nights = [0, 1, 2, 3, 4].map((night) => NIGHT_MS + night * DAY_MS);
    const counts: number[] = [];
    for (const nightAtMs of nights)
      counts.push((await read(copies, { nightAtMs, bytesPerNight: 4 })).copies);
    expect(counts).toEqual([1, 0, 1, 0, 0]);
  });

  test("after a kill the night goes on with what it had left, at the copy it had begun", async () => {
    const copies = await Promise.all(["a", "b", "c"].map((name) => store(name)));
    expect(await read(copies, { bytesPerNight: 15 })).toMatchObject({ copies: 2 });
    readings = await openReadings(state);
    expect(await read(copies, { bytesPerNight: 15 })).toMatchObject({ copies: 0 });
    const stop = new AbortController();
    stop.abort();
    const next = { nightAtMs: NIGHT_MS + DAY_MS, bytesPerNight: 100 };
    expect(await read(copies, { ...next, stop })).toMatchObject({ copies: 0 });
    expect(await read(copies, next)).toMatchObject({ copies: 3 });
  });

  test("what was observed anew is another copy, and is not held against its old bytes", async () => {
    const before = await store("a");
    await read([before]);
    await writeFile(join(vault, "a"), "other bytes");
    const checksum = { algorithm: "sha256", value: sha256("other bytes") };
    const after = { ...before, copy: { ...before.copy, sizeBytes: 11, checksum } };
    expect(await read([after])).toMatchObject({ copies: 1, doubted: 0 });
  });
});

describe("openHashing()", () => {
  test.each([["sha256"], ["md5"], ["crc32c"], [null]])(
    "hashes a file, and the same handed over in chunks, by %j",
    async (algorithm) => {
      const bytes = Buffer.from(Uint8Array.from({ length: 700_001 }, (_, at) => (at * 31) % 253));
      await writeFile(join(vault, "a"), bytes);
      const copies = [await store("a", { sizeBytes: bytes.length })];
      await writeFile(join(vault, "a"), bytes);
      const [due] = chooseDue(copies, { vaults: [vault], tried: new Map(), nightAtMs: 0 });
      const [thread] = threads;
      if (!due || !thread) throw new Error("there is one");
      const { openFile: _, ...chunked } = due.place.store;
      const small = { ...chunked, read: () => inPieces(bytes, 9_973) };
      const asked = { algorithm, bytesMax: bytes.length + 1 };
      const file = await thread.hash(due.place, asked);
      expect(file.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      expect(file.bytesRead).toBe(bytes.length);
      for (const other of [chunked, small])
        expect(await thread.hash({ ...due.place, store: other }, asked)).toEqual(file);
      expect(await readFile(join(vault, "a"))).toEqual(bytes);
    },
  );

  test("a reading that breaks rejects, and the thread hashes the next", async () => {
    const [thread] = threads;
    const copies = [await store("a")];
    const [due] = chooseDue(copies, { vaults: [vault], tried: new Map(), nightAtMs: 0 });
    if (!due || !thread) throw new Error("there is one");
    const { openFile: _, ...chunked } = due.place.store;
    const breaking = {
      ...chunked,
      read: async function* () {
        yield Buffer.from("abc");
        throw new Error("the line broke");
      },
    };
    const asked = { algorithm: null, bytesMax: 100 };
    await expect(thread.hash({ ...due.place, store: breaking }, asked)).rejects.toThrow(
      "line broke",
    );
    expect((await thread.hash(due.place, asked)).sha256).toBe(sha256("a........."));
  });

  test("an object without an end is not read to it", async () => {
    const [thread] = threads;
    const [due] = chooseDue([await store("a")], {
      vaults: [vault],
      tried: new Map(),
      nightAtMs: 0,
    });
    if (!due || !thread) throw new Error("there is one");
    const { openFile: _, ...chunked } = due.place.store;
    const endless = {
      ...chunked,
      read: async function* () {
        for (;;) yield Buffer.alloc(1_000);
      },
    };
    const place = { ...due.place, store: endless };
    const { bytesRead } = await thread.hash(place, { algorithm: null, bytesMax: 10_001 });
    expect(bytesRead).toBe(11_000);
  });
});

async function* inPieces(bytes: Buffer, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
