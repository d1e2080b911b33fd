import { hash } from "node:crypto";
import { mkdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startDirectoryCollector } from "../../ingest/directory/start-directory-collector.ts";
import { eventSchema } from "../../schemas/events.ts";
import { TOPICS } from "../../schemas/topics.ts";
import { VISITOR_DB } from "../visitor-db.ts";
import { NOW_MS } from "./make-event.ts";
import { type Ground, openGround } from "./open-ground.ts";

const MINUTE_MS = 60_000;

let ground: Ground;
let vault: string;
let collector: Awaited<ReturnType<typeof startDirectoryCollector>>;

beforeEach(async () => {
  ground = await openGround();
  vault = join(ground.directory, "dc1");
  await mkdir(vault);
  await start("{asset}_{run}.sql");
});
afterEach(async () => {
  await collector.stop();
  await ground.close();
});

async function start(pattern: string) {
  const { acceptor, state, clock, logger } = ground;
  collector = await startDirectoryCollector({
    source: {
      name: "files",
      collector: "directory",
      pattern,
      series: VISITOR_DB,
      reports: ["copies"],
      vaults: [{ name: "dc1", role: "primary", path: vault }],
      every: MINUTE_MS,
      settle: MINUTE_MS,
      reread: { bytesPerHour: 2 ** 30, every: 24 * 60 * MINUTE_MS },
    },
    ...{ acceptor, state, clock, logger },
  });
}

async function put(...runs: readonly number[]) {
  for (const run of runs) {
    const path = join(vault, `db_${run}.sql`);
    await writeFile(path, `${run}`);
    await utimes(path, NOW_MS / 1_000 - 3_600, NOW_MS / 1_000 - 3_600);
  }
}

/** What was told since it was last asked: removals, and the last watermark in minutes. */
let told = 0;
async function passAndRead(minutes: number) {
  await ground.clock.advanceTo(ground.clock.nowMs() + minutes * MINUTE_MS);
  const records = (await ground.read(TOPICS.events)).slice(told);
  told += records.length;
  const events = records.map(({ value }) => eventSchema.parse(JSON.parse(value)));
  const removed = events.filter(({ type }) => type === "vigie.copy.removed.v1").length;
  return { removed, watermarks: events.filter(({ type }) => type.includes("heartbeat")).length };
}

test("a vault that shows nothing where several copies lay is not seen: no removal, no watermark", async () => {
  told = 0;
  await put(1, 2, 3);
  expect(await passAndRead(5)).toEqual({ removed: 0, watermarks: 5 });
  await rename(vault, `${vault}-elsewhere`);
  await mkdir(vault);
  expect(await passAndRead(5)).toEqual({ removed: 0, watermarks: 0 });
  await rm(vault, { recursive: true });
  await rename(`${vault}-elsewhere`, vault);
  expect(await passAndRead(5)).toEqual({ removed: 0, watermarks: 5 });
  await rm(join(vault, "db_2.sql"));
  expect(await passAndRead(5)).toEqual({ removed: 1, watermarks: 5 });
});

test("one of two copies after the other may go", async () => {
  told = 0;
  await put(1, 2);
  await passAndRead(5);
  await rm(join(vault, "db_1.sql"));
  expect(await passAndRead(5)).toEqual({ removed: 1, watermarks: 5 });
  await rm(join(vault, "db_2.sql"));
  expect(await passAndRead(5)).toEqual({ removed: 1, watermarks: 5 });
});

test("a file whose name is longer than any state can keep is left out, and the vault is seen", async () => {
  const parts = Array.from({ length: 42 }, (_, at) => hash("sha512", `${at}`, "base64url"));
  await collector.stop();
  await start(`${parts.join("/")}/{asset}_{run}.sql`);
  await mkdir(join(vault, ...parts), { recursive: true });
  await writeFile(join(vault, ...parts, "db_1.sql"), "1");
  told = 0;
  expect(await passAndRead(5)).toEqual({ removed: 0, watermarks: 5 });
  expect(await ground.read(TOPICS.events)).toHaveLength(5);
});
