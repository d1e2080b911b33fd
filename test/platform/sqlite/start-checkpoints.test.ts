import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Database, WAL_BYTES_MAX } from "../../../platform/sqlite/database.ts";
import { type Checkpoints, startCheckpoints } from "../../../platform/sqlite/start-checkpoints.ts";

const MB = 2 ** 20;
const POLL = { timeout: 30_000, interval: 20 };

let directory: string;
let file: string;
let database: Database;
let checkpoints: Checkpoints | undefined;
let said: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-checkpoints-"));
  file = join(directory, "a.sqlite");
  database = new Database(file);
  database.exec("create table pieces (piece blob)");
  said = [];
});
afterEach(async () => {
  await checkpoints?.stop();
  checkpoints = undefined;
  database.close();
  await rm(directory, { recursive: true });
});

function start(...files: readonly string[]): void {
  const logger = pino({ level: "error" }, { write: (line: string) => void said.push(line) });
  checkpoints = startCheckpoints(files, logger);
}

/** Each MB in a transaction of its own. */
function write(mb: number): void {
  for (let piece = 0; piece < mb; piece++)
    database.transact(() => database.run("insert into pieces values (zeroblob(?))", MB));
}

/** Of 4 kB. */
function waitingPages(): number {
  const wal = database.get("pragma wal_checkpoint(noop)");
  return Number(wal?.["log"]) - Number(wal?.["checkpointed"]);
}

async function bytesOf(name: string): Promise<number> {
  return (await stat(name)).size;
}

function pieces(of: Database): number {
  return Number(of.get("select count(*) as pieces from pieces")?.["pieces"]);
}

describe("what was written to an SQLite file and waits in its WAL", () => {
  test("is moved into the file by a thread of its own, and by no commit", async () => {
    write(20);
    expect(await bytesOf(file)).toBeLessThan(MB);
    start(file);
    await expect.poll(waitingPages, POLL).toBe(0);
    expect(await bytesOf(file)).toBeGreaterThan(20 * MB);
  });

  test("makes room for what comes next, so that the WAL stays small", async () => {
    start(file);
    for (let round = 0; round < 5; round++) {
      write(20);
      await expect.poll(waitingPages, POLL).toBe(0);
    }
    expect(await bytesOf(`${file}-wal`)).toBeLessThan(WAL_BYTES_MAX);
    expect(pieces(database)).toBe(100);
    expect(database.all("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });

  test("stays as it was for whoever still reads, and is moved afterwards", async () => {
    using reading = new DisposableStack();
    const reader = new Database(file);
    reading.defer(() => reader.close());
    write(1);
    reader.exec("begin");
    expect(pieces(reader)).toBe(1);
    start(file);
    write(20);
    await expect.poll(() => bytesOf(file), POLL).toBeGreaterThan(MB);
    expect(pieces(reader)).toBe(1);
    reader.exec("rollback");
    await expect.poll(waitingPages, POLL).toBe(0);
    expect(pieces(reader)).toBe(21);
  });

  test("is moved by commits where no thread does, and where it died", async () => {
    const broken = join(directory, "b.sqlite");
    await writeFile(broken, "no database, and long enough to be taken for a page ".repeat(100));
    start(file, broken);
    await expect.poll(() => said.join(), POLL).toContain("has died");
    write(2 * (WAL_BYTES_MAX / MB));
    expect(await bytesOf(`${file}-wal`)).toBeLessThan(WAL_BYTES_MAX + 4 * MB);
  });
});

describe("Database.checkpoint()", () => {
  test("moves nothing while less waits than it is told, and then all of it", async () => {
    write(5);
    database.checkpoint(6 * MB);
    expect(await bytesOf(file)).toBeLessThan(MB);
    database.checkpoint(5 * MB);
    expect(await bytesOf(file)).toBeGreaterThan(5 * MB);
  });
});
