import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingPostgres, startPostgres } from "../../services/postgres/start-postgres.ts";
import { fuzzReader } from "../../verifiers/formats/fuzz-reader.ts";
import { flip, inspectBytes } from "../../verifiers/formats/inspect-bytes.ts";
import { addMembers, dropMember, editMember } from "./edit-tar.ts";

const run = promisify(execFile);
const missing = missingPostgres(process.env);
const VISITS = 3_000;
const SCHEMA = [
  "CREATE TABLE visits (id int PRIMARY KEY, who text, at timestamptz)",
  `INSERT INTO visits SELECT i, md5(i::text), now() FROM generate_series(1, ${VISITS}) i`,
  "CREATE SCHEMA billing",
  'CREATE TABLE billing."Order; Lines" (id int, note text)',
  `INSERT INTO billing."Order; Lines" SELECT i, E'a\\nb' FROM generate_series(1, 60) i`,
  "CREATE TABLE empty_one (id int)",
  "SELECT lo_from_bytea(0, decode(repeat('ab', 5000), 'hex'))",
];
const TABLES = [
  { schema: "billing", name: "Order; Lines", rows: 60, recordedRows: null },
  { schema: "public", name: "visits", rows: VISITS, recordedRows: null },
  { schema: "public", name: "empty_one", rows: 0, recordedRows: null },
];

describe.skipIf(missing)(`backups of a PostgreSQL server${missing ? ` (${missing})` : ""}`, () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-pg-files-"));
    server = await startPostgres({ pageChecksums: true });
    for (const statement of SCHEMA) await server.ask(statement);
  });
  afterAll(async () => {
    await server.remove();
    await rm(directory, { recursive: true });
  });

  async function runTool(tool: string, ...parameters: string[]): Promise<void> {
    const { host, port, user, password } = server.connection;
    const [path = tool] = globSync(`/usr/lib/postgresql/*/bin/${tool}`).toSorted().reverse();
    const connection = ["-h", host, "-p", String(port), "-U", user];
    await run(path, [...connection, ...parameters], { env: { PGPASSWORD: password } });
  }

  async function dump(...parameters: string[]): Promise<Buffer> {
    const file = join(directory, "dump");
    await rm(file, { recursive: true, force: true });
    await runTool("pg_dump", "-f", file, ...parameters, "postgres");
    if (!parameters.includes("-Fd")) return readFile(file);
    await run("tar", ["-C", file, "-cf", `${file}.tar`, "toc.dat", "."]);
    return readFile(`${file}.tar`);
  }

  test.each([
    ["custom", ["-Fc"], "postgres-custom"],
    ["custom, not compressed", ["-Fc", "-Z0"], "postgres-custom"],
    ["tar", ["-Ft"], "postgres-tar"],
    ["directory, in a tar", ["-Fd"], "postgres-tar"],
  ])("a whole archive (%s) is sound, and its rows are counted", async (_, how, format) => {
    const bytes = await dump(...how);
    const { tables, ...found } = await inspectBytes(bytes);
    expect(found).toMatchObject({
      ...{ format, verdict: "sound" },
      backup: { database: "postgres", engineVersion: expect.stringMatching(/^\d+\./) },
    });
    expect(tables).toHaveLength(TABLES.length);
    expect(tables).toEqual(expect.arrayContaining(TABLES));
    expect(await inspectBytes(gzipSync(bytes))).toMatchObject({ format, verdict: "sound" });
  });

  test("every flip in compressed data of a custom archive is found, and every cut", async () => {
    const bytes = await dump("-Fc");
    const from = bytes.length - 60_000;
    for (let at = from; at < bytes.length - 1; at += 997) {
      const { verdict } = await inspectBytes(flip(bytes, at, at % 8));
      expect(verdict, `byte ${at}`).toBe("damaged");
    }
    for (const share of [0.01, 0.3, 0.6, 0.99])
      expect(
        await inspectBytes(bytes.subarray(0, bytes.length * share), "a.dump"),
        `cut at ${share}`,
      ).toMatchObject({ verdict: "damaged" });
  });

  test("whatever is done to a custom archive has a verdict", async () => {
    await fuzzReader(await dump("-Fc", "--schema", "billing"), { runs: 200, name: "a.dump" });
  });

  test("a base backup with page checksums is sound; a flip in a page of it is found", async () => {
    const place = join(directory, "base");
    await runTool(
      "pg_basebackup",
      "-D",
      place,
      "-Ft",
      "-X",
      "none",
      "--no-manifest",
      "--checkpoint=fast",
    );
    const tar = await readFile(join(place, "base.tar"));
    const found = await inspectBytes(tar);
    expect(found).toMatchObject({ format: "data-directory", verdict: "sound" });
    const pages = found.pages ?? expect.fail("no pages were seen");
    expect(pages.allocated).toBeGreaterThan(500);
    expect(pages).toMatchObject({ checksum: pages.allocated, unprotected: 0, bad: [] });
    const at = tar.indexOf(Buffer.from("pg_attribute"));
    const flipped = await inspectBytes(flip(tar, at, 3));
    expect(flipped).toMatchObject({ verdict: "damaged", pages: { bad: [{}] } });
  });

  test("a base backup is held against its manifest, and its log followed to its end", async () => {
    const place = join(directory, "with-log");
    await runTool("pg_basebackup", "-D", place, "-Ft", "-X", "fetch", "--checkpoint=fast");
    const manifest = await readFile(join(place, "backup_manifest"), "utf8");
    const tar = addMembers(await readFile(join(place, "base.tar")), { backup_manifest: manifest });
    const found = await inspectBytes(tar);
    expect(found).toMatchObject({ format: "data-directory", verdict: "sound" });
    expect(found.reasons[1]?.en).toMatch(/^All [0-9]+ files of its manifest are there/);
    expect(Number(found.backup?.lastLsn)).toBeGreaterThan(Number(found.backup?.firstLsn));
    const damages: Record<string, Buffer> = {
      "a file without pages changed": editMember(tar, /^pg_xact\/0000$/, (b) => flip(b, 4_000)),
      "a file missing": dropMember(tar, /^base\/1\/PG_VERSION$/),
      "the manifest changed": editMember(tar, /^backup_manifest$/, (b) => flip(b, 300, 1)),
      "the log changed": editMember(tar, /^pg_wal\/[0-9A-F]{24}$/, (b) => flip(b, 100, 1)),
      "the log cut": editMember(tar, /^pg_wal\/[0-9A-F]{24}$/, (b) => b.subarray(0, 2 ** 16)),
    };
    for (const [what, damaged] of Object.entries(damages))
      expect(await inspectBytes(damaged), what).toMatchObject({ verdict: "damaged" });
    const without = dropMember(tar, /^pg_wal\/[0-9A-F]{24}$/);
    expect((await inspectBytes(without)).reasons.at(-1)?.en).toMatch(/^Its log is not within/);
  });
});
