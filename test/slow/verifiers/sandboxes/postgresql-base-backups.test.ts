import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DamagedCopy } from "../../../../verifiers/formats/damaged-copy.ts";
import { crc32c } from "../../../../verifiers/formats/data-directory/crc32c.ts";
import { readControl } from "../../../../verifiers/formats/data-directory/read-control.ts";
import { detectFormat } from "../../../../verifiers/formats/detect-format.ts";
import { createLogWalk } from "../../../../verifiers/formats/write-ahead-log/walk-log.ts";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import { judgeLog } from "../../../../verifiers/sandboxes/postgresql/base-backup/judge-log.ts";
import type { Sandbox, SandboxReport } from "../../../../verifiers/sandboxes/sandbox.ts";
import { missingPostgres } from "../../../services/postgres/start-postgres.ts";
import { expectBothLanguages } from "../../../verifiers/expect-both-languages.ts";
import { flip, inspectBytes } from "../../../verifiers/formats/inspect-bytes.ts";
import { toSource } from "../../../verifiers/formats/to-source.ts";
import { addMembers, editMember } from "../edit-tar.ts";
import { type Files, startArchivingPostgres } from "./archiving-postgres.ts";
import { listResidue } from "./sandbox-residue.ts";

const missing = missingPostgres(process.env);
const GIB = 2 ** 30;
const LIMITS = { secondsMax: 60, memoryMax: 2 * GIB, bytesMax: GIB, diskMax: 2 * GIB };
const [PAGE_BYTES, PAGE_HEADER_BYTES] = [8_192, 40];
const HOUR_MS = 3_600_000;
/** Rows before the base backup, and after each part of the log that follows it. */
const [AT_FIRST, THEN, AT_LAST] = [1_000, 1_500, 2_100];

describe.skipIf(missing)(`base backups of PostgreSQL${missing ? ` (${missing})` : ""}`, () => {
  let directory: string;
  let trace: string;
  let sandbox: Sandbox;
  let base: Files;
  let log: readonly (readonly [string, Uint8Array])[];
  let betweenMs: number;
  let streamed: Files;
  let hostile: Files;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-base-backups-"));
    await chmod(directory, 0o711);
    trace = join(directory, "archive", "trace");
    const server = await startArchivingPostgres(directory);
    const insert = (rows: number) =>
      server.ask(`INSERT INTO visits SELECT now() FROM generate_series(1, ${rows})`, "shop");
    await server.ask("CREATE DATABASE shop");
    await server.ask("CREATE TABLE visits (at timestamptz)", "shop");
    await server.ask("CREATE INDEX ON visits (at)", "shop");
    await insert(AT_FIRST);
    base = await server.backUp("base", "-X", "fetch");
    await insert(THEN - AT_FIRST);
    betweenMs = await server.nowMs();
    await insert(400);
    await server.archiveLog();
    await insert(AT_LAST - THEN - 400);
    await server.archiveLog();
    log = Object.entries(await server.readArchive()).toSorted();
    const space = join(directory, "archive", "space");
    await server.ask(`COPY (SELECT 1) TO PROGRAM 'mkdir -m 700 ${space}'`);
    await server.ask(`CREATE TABLESPACE other LOCATION '${space}'`);
    await server.ask(
      "CREATE TABLE badges TABLESPACE other AS SELECT generate_series(1, 40)",
      "shop",
    );
    streamed = await server.backUp("streamed", "-X", "stream", "-z");
    await server.ask("DROP TABLE badges", "shop");
    await server.ask("DROP TABLESPACE other");
    for (const sql of hostileSql(trace)) await server.ask(sql, "shop");
    hostile = await server.backUp("hostile", "-X", "fetch", "--no-manifest");
    await server.remove();
    [sandbox = expect.fail("no sandbox was opened")] = await openSandboxes({
      ...{ directory: join(directory, "own"), limits: LIMITS, logger: pino({ level: "silent" }) },
      engines: [{ kind: "postgresql", directory, user: "nobody" }],
    });
  }, 60_000);
  afterAll(() => rm(directory, { recursive: true }));

  type Named = readonly [name: string, bytes: Uint8Array | undefined];
  async function verify(copies: readonly Named[], targetMs: number | null = null) {
    const head = copies[0]?.[1]?.subarray(0, 4_096) ?? expect.fail("no copy");
    const report = await sandbox.verify(
      {
        ...detectFormat(head),
        copies: copies.map(([name, bytes = expect.fail(`no ${name}`)]) => ({
          uri: `file:///vault/${name}`,
          source: toSource(bytes),
        })),
        ...{ targetMs, level: "right", freshness: { table: "visits", column: "at" } },
        assertions: [
          { name: "in one database", sql: "SELECT count(*) FROM visits", expect: ">= 1000" },
          { name: "in none", sql: "SELECT count(*) FROM nothing_there", expect: "0" },
        ],
      },
      new AbortController().signal,
    );
    for (const { reason } of report.steps) expectBothLanguages(reason);
    expect(report.cleanup).toBe("done");
    expect(await listResidue(directory)).toEqual([]);
    await expect(readFile(trace)).rejects.toThrow("ENOENT");
    return report;
  }

  const tar = () => Buffer.from(base["base.tar"] ?? expect.fail("no base.tar"));
  const manifest = () => ["backup_manifest", base["backup_manifest"]] as const;
  const whole = () => [["base.tar", tar()], manifest(), ...log] as const;
  const alone = (bytes: Uint8Array) => [["base.tar", bytes]] as const;
  /** The log with the segment before its last one as `edit` makes it. */
  const withSegment = (edit: (bytes: Uint8Array) => readonly Uint8Array[]) => [
    ...[["base.tar", tar()] as const, manifest()],
    ...log.flatMap(([name, bytes], at) =>
      (at === log.length - 2 ? edit(bytes) : [bytes]).map((edited) => [name, edited] as const),
    ),
  ];

  function expectFault(report: SandboxReport, step: string, fault: string) {
    const last = report.steps.at(-1);
    expect(last, JSON.stringify(last)).toMatchObject({ name: step, fault });
    expect(report.restored?.verdict).not.toBe("pass");
    expect(report.content).toBeNull();
  }

  test("are restored with all of their log, and every database is looked at", async () => {
    const report = await verify(whole());
    expect(report.steps.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      ...["structure pass", "following pass", "log pass", "pg_verifybackup pass"],
      ...["recovery pass", "pg_checksums pass", "server pass", "pg_amcheck pass"],
    ]);
    expect(report).toMatchObject({
      ...{ ended: "done", sound: { verdict: "pass" }, restored: { verdict: "pass" } },
      content: {
        rowCounts: { "shop.public.visits": AT_LAST },
        newest: { found: true, newestMs: expect.any(Number) },
        assertions: [{ verdict: "pass" }, { verdict: "fail" }],
      },
    });
    expect(report.restored?.engine).toMatch(/^PostgreSQL [0-9]+\.[0-9]+/);
  });

  test("are restored to an instant between two transactions", async () => {
    const { content } = await verify(whole(), betweenMs);
    expect(content?.rowCounts).toEqual({ "shop.public.visits": THEN });
  });

  test("are restored from the files that pg_basebackup streams and compresses", async () => {
    const { "base.tar.gz": first, ...following } = streamed;
    expect(Object.keys(following)).toContainEqual(expect.stringMatching(/^[0-9]+\.tar\.gz$/));
    const { content } = await verify([["base.tar.gz", first], ...Object.entries(following)]);
    const rowCounts = { "shop.public.badges": 40, "shop.public.visits": AT_LAST };
    expect(content?.rowCounts).toEqual(rowCounts);
  });

  test.each([
    ["missing", () => []],
    ["flipped in a record", (bytes: Uint8Array) => [flip(bytes, 300, 2)]],
  ])("have a broken chain where a segment is %s", async (_, edit) => {
    expectFault(await verify(withSegment(edit)), "log", "chain");
  });

  test("have a log in which hardly a flip goes unseen, and no cut", async () => {
    expect(await judgeSegments(log)).toBe("pass");
    for (const [at, [name, bytes]] of log.entries()) {
      const used = bytes.findLastIndex((byte) => byte !== 0);
      for (let place = 41; place < used; place += 7_919) {
        const flipped = log.with(at, [name, flip(bytes, place, place % 8)]);
        // Headers are read as far as a server needs them; bytes between records are of no use.
        const isRead = place % PAGE_BYTES >= PAGE_HEADER_BYTES && bytes[place] !== 0;
        if (isRead) expect(await judgeSegments(flipped), `${name} at ${place}`).toBe("fail");
      }
      expect(await inspectBytes(bytes), name).toMatchObject({
        ...{ format: "postgres-wal", verdict: "sound" },
        backup: { type: "log", firstLsn: expect.any(String) },
      });
      const cut = log.with(at, [name, bytes.subarray(0, -PAGE_BYTES)]);
      expect(await judgeSegments(cut), `${name} is cut`).toBe("fail");
    }
  });

  test("do not reach an instant before their end, or after that of their log", async () => {
    expectFault(await verify(whole(), betweenMs - HOUR_MS), "log", "chain");
    expectFault(await verify(whole(), betweenMs + HOUR_MS), "log", "chain");
  });

  test("are nothing without their tablespaces", async () => {
    expectFault(await verify([["base.tar.gz", streamed["base.tar.gz"]]]), "preflight", "chain");
  });

  test("are bad where a page or a file of the manifest is not as it was", async () => {
    const page = tar().indexOf("pg_attribute");
    expectFault(await verify(alone(flip(tar(), page, 3))), "structure", "backup");
    const changed = editMember(tar(), /^pg_xact\/0000$/, (bytes) => flip(bytes, 4_000, 1));
    expectFault(await verify([["base.tar", changed], manifest()]), "pg_verifybackup", "backup");
  });

  test("of another version, or of PGlite, are not blamed", async () => {
    const newer = editMember(tar(), /^PG_VERSION$/, () => Buffer.from("99"));
    expectFault(await verify(alone(newer)), "structure", "version");
    const of32Bits = editMember(tar(), /^global\/pg_control$/, toControlOf32Bits);
    expectFault(await verify(alone(of32Bits)), "preflight", "version");
  });

  test("bring no settings, signals or programs of their own", async () => {
    const touch = `touch ${trace}`;
    const settings = [
      ...["shared_preload_libraries = 'nothing_there'", "port = 1", "ssl = on"],
      ...[
        "restore_command",
        "archive_command",
        "recovery_end_command",
        "archive_cleanup_command",
      ].map((name) => `${name} = '${touch}'`),
      "archive_mode = on",
    ].join("\n");
    const bytes = addMembers(tar(), {
      ...{ "postgresql.conf": settings, "postgresql.auto.conf": settings },
      ...{ "pg_hba.conf": "local all all reject\n", "standby.signal": "" },
      "recovery.conf": settings,
    });
    const { content } = await verify(alone(zstdCompressSync(bytes)));
    expect(content?.rowCounts).toEqual({ "shop.public.visits": AT_FIRST });
  });

  test("lead nowhere out of the sandbox by links, tablespaces or paths", async () => {
    const linked = addMembers(tar(), { "pg_tblspc/16999": { link: "/etc" } });
    expectFault(await verify(alone(linked)), "preflight", "chain");
    const mapped = addMembers(tar(), { tablespace_map: "16999 /etc\n" });
    expectFault(await verify(alone(mapped)), "preflight", "chain");
    for (const members of [
      { "base/1/9999": { link: "/etc/passwd" } },
      { "base/../../../escaped": "x" },
    ])
      expectFault(await verify(alone(addMembers(tar(), members))), "structure", "policy");
  });

  test("run nothing of a superuser's that was left in them", async () => {
    const { steps, restored } = await verify(alone(hostile["base.tar"] ?? Buffer.alloc(0)));
    expect(steps.map(({ name }) => name)).toContain("server");
    expect(restored?.verdict).not.toBe("pass");
    expect(steps.at(-1)?.fault).toBe("policy");
  });
});

/** As the log of the first backup that ends in it. */
async function judgeSegments(segments: readonly (readonly [string, Uint8Array])[]) {
  const walk = createLogWalk();
  try {
    for (const [name, bytes] of segments) await walk.readSegment(name, toSource(bytes).read());
  } catch (error) {
    if (error instanceof DamagedCopy) return "fail";
    throw error;
  }
  const startLsn = walk.runs()[0]?.backupEnds[0]?.startLsn ?? 0n;
  const label = { startLsn, timeline: 1, isOfStandby: false };
  const asked = { endLsn: null, targetMs: null, checkpointAtMs: 0, segmentBytes: 2 ** 20 };
  return judgeLog(walk.runs(), { ...asked, label, fault: "chain", isAlone: false }).verdict;
}

/** As version 15 has it: whether numbers of 64 bits are passed by value, and its CRC. */
function toControlOf32Bits(control: Buffer): Buffer {
  const [byValueAt, crcAt] = [248, 288];
  expect(readControl(control)?.is64Bit).toBe(true);
  const changed = Buffer.from(control);
  changed.writeUInt8(0, byValueAt);
  changed.writeUInt32LE(crc32c(changed.subarray(0, crcAt)), crcAt);
  return changed;
}

/** What runs by itself where a superuser's rights are left: each would make `trace`. */
function hostileSql(trace: string): readonly string[] {
  const touch = `COPY (SELECT 1) TO PROGRAM 'touch ${trace}'`;
  return [
    `CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN ${touch}; END $$`,
    `CREATE FUNCTION act() RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN ${touch}; END $$`,
    "CREATE FUNCTION of_index(timestamptz) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN IF current_setting('cluster_name') <> '' THEN PERFORM act(); END IF; RETURN 1; END $$",
    "CREATE INDEX ON visits (of_index(at))",
    "CREATE EVENT TRIGGER on_ddl ON ddl_command_end EXECUTE FUNCTION on_ddl()",
    "ALTER DATABASE shop SET session_preload_libraries = 'nothing_there'",
  ];
}
