import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Series } from "../../../schemas/series.ts";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { findChain } from "../../../verifiers/chains/find-chain.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { openSandboxes } from "../../../verifiers/sandboxes/open-sandboxes.ts";
import type { Sandbox } from "../../../verifiers/sandboxes/sandbox.ts";
import { verifyCopy } from "../../../verifiers/verify-copy.ts";
import { missingPostgres } from "../../services/postgres/start-postgres.ts";
import { aLink } from "../../verifiers/chains/a-link.ts";
import { startArchivingPostgres } from "./sandboxes/archiving-postgres.ts";

const missing = missingPostgres(process.env);
const SEGMENT_BYTES = 2n ** 20n;
const GIB = 2 ** 30;
const LIMITS = { secondsMax: 60, memoryMax: 2 * GIB, bytesMax: GIB, diskMax: 2 * GIB };
const [AT_FIRST, THEN, AT_LAST] = [1_000, 1_500, 2_100];

describe.skipIf(missing)(`chains of PostgreSQL${missing ? ` (${missing})` : ""}`, () => {
  let directory: string;
  let vault: string;
  let sandboxes: readonly Sandbox[];
  let betweenMs: number;
  const backups: Backup[] = [];

  async function keep(name: string, bytes: Uint8Array, told: Partial<Backup>, type: Type) {
    const file = join(vault, name);
    await writeFile(file, bytes);
    const value = createHash("sha256").update(bytes).digest("hex");
    const place = { role: "primary", vault: "dc1", uri: pathToFileURL(file).href } as const;
    const checksum = { algorithm: "sha256", value };
    const copies = [{ ...place, sizeBytes: bytes.length, checksum }];
    backups.push({ ...aLink(name, 0, { type }), ...told, copies });
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "vigie-postgres-chains-"));
    await chmod(directory, 0o711);
    vault = join(directory, "vault");
    await mkdir(vault);
    const server = await startArchivingPostgres(directory);
    const insert = (rows: number) =>
      server.ask(`INSERT INTO visits SELECT now() FROM generate_series(1, ${rows})`, "shop");
    await server.ask("CREATE DATABASE shop");
    await server.ask("CREATE TABLE visits (at timestamptz)", "shop");
    await insert(AT_FIRST);
    const base = await server.backUp("base", "-X", "fetch");
    const baseMs = await server.nowMs();
    await insert(THEN - AT_FIRST);
    betweenMs = await server.nowMs();
    await server.archiveLog();
    await insert(AT_LAST - THEN);
    await server.archiveLog();
    const endMs = await server.nowMs();
    const archive = await server.readArchive();
    await server.remove();
    const tar = base["base.tar"] ?? expect.fail("no base.tar");
    const during = { startedAtMs: baseMs, finishedAtMs: baseMs };
    const manifest = Buffer.from(base["backup_manifest"] ?? expect.fail("no manifest"));
    const chain = factsOf(...rangeOf(manifest.toString("utf8")));
    await keep("base.tar", tar, { ...during, chain }, "full");
    for (const [name, bytes] of Object.entries(archive)) {
      const first = lsnOf(name);
      const told = { startedAtMs: endMs, finishedAtMs: endMs };
      await keep(name, bytes, { ...told, chain: factsOf(first, first + SEGMENT_BYTES) }, "log");
    }
    sandboxes = await openSandboxes({
      ...{ directory: join(directory, "own"), limits: LIMITS, logger: pino({ level: "silent" }) },
      engines: [{ kind: "postgresql", directory, user: "nobody" }],
    });
  }, 60_000);
  afterAll(() => rm(directory, { recursive: true }));

  function verify(known: readonly Backup[] = backups, targetAt?: string) {
    const own = known.findLast(({ series }) => series.backupType === "log") ?? expect.fail();
    const { series, runId } = own;
    const { signal } = new AbortController();
    const targetMs = targetAt === undefined ? null : Date.parse(targetAt);
    return verifyCopy(
      {
        ...{ id: "asked-1", series, runId, copy: own.copies[0] ?? expect.fail() },
        ...{ level: "right", reason: "due", askedAt: "2026-11-20T06:00:00Z" },
        runStartedAt: instantToJson(own.startedAtMs),
        ...(targetAt !== undefined && { targetAt }),
      },
      {
        ...{ sandboxes, signal, clock: createSystemClock(), policy: null, last: null },
        ...{ bytesMax: GIB, vaults: [vault] },
        inspect: createInspector({ secondsMax: 60, memoryMax: GIB, signal }),
        chain: findChain(known, { runId, backupType: "log" }, targetMs),
      },
    );
  }

  test("the last segment of a log is proven by all that leads to it", async () => {
    const proof = await verify();
    expect(proof, JSON.stringify(proof.checks)).toMatchObject({ outcome: "proven" });
    expect(Object.values(proof.rowCounts ?? {})).toContain(AT_LAST);
    expect(proof.chain?.[0]).toMatchObject({ runId: "base.tar", backupType: "full" });
    expect(proof.chain?.at(-1)).toMatchObject({ backupType: "log", read: proof.read });
  });

  test("an instant within the log is reached", async () => {
    const proof = await verify(backups, instantToJson(betweenMs));
    expect(proof, JSON.stringify(proof.checks)).toMatchObject({ outcome: "proven" });
    expect(Object.values(proof.rowCounts ?? {})).toContain(THEN);
  });

  test("a segment that is missing fails as a chain", async () => {
    const logs = backups.filter(({ series }) => series.backupType === "log");
    const lost = logs.at(-2);
    const proof = await verify(backups.filter((backup) => backup !== lost));
    expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed" });
    expect(proof.checks.at(-1)).toMatchObject({ name: "links", fault: "chain" });
  });
});

type Type = Series["backupType"];

function factsOf(firstLsn: bigint, lastLsn: bigint): Backup["chain"] {
  const { chain } = aLink("a", 0, { type: "log", chain: { firstLsn, lastLsn } });
  return chain && { ...chain, recoveryForkId: "1" };
}

/** Where a segment begins, as its name has it. */
function lsnOf(segment: string): bigint {
  const [, high = "", low = ""] = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})$/.exec(segment) ?? [];
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`) * SEGMENT_BYTES;
}

/** From where to where a base backup's own log reaches, by its manifest. */
function rangeOf(manifest: string): [bigint, bigint] {
  const lsn = (name: string) => {
    const [, high = "", low = ""] =
      new RegExp(`"${name}": "([0-9A-F]+)/([0-9A-F]+)"`).exec(manifest) ?? [];
    return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
  };
  return [lsn("Start-LSN"), lsn("End-LSN")];
}
