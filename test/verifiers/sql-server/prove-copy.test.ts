import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { verifyCopy } from "../../../verifiers/verify-copy.ts";
import { writeBackup } from "../sql-server-backup/write-backup.ts";
import { writeDatabase } from "../sql-server-backup/write-page.ts";
import { aBackup, openWorld, type World } from "./sql-server-world.ts";

const FILE = "visitor.bak";
const INSTANT = "2026-11-20T06:00:00Z";

const vault = mkdtempSync(join(tmpdir(), "vigie-prove-"));
const { bytes } = writeBackup({
  blockBytes: 4_096,
  sets: [{ runs: [writeDatabase({ extents: 1 })] }],
});
writeFileSync(join(vault, FILE), bytes);
afterAll(() => rmSync(vault, { recursive: true }));

const open = () =>
  openWorld(
    { backups: new Map([[`/mnt/${FILE}`, [aBackup()]]]) },
    { vaults: [{ uri: pathToFileURL(vault).href, at: "/mnt" }] },
  );

test("a copy that restores is proven right by SQL Server", async () => {
  await using world = await open();
  const proof = await prove(world);
  expect(proof).toMatchObject({
    outcome: "proven",
    level: "right",
    failure: null,
    rowCounts: { "dbo.visits": 12_345, "dbo.people": 12 },
    engine: "SQL Server 16.0.4150.1",
  });
  expect(proof.checks.map(({ name }) => name)).toContain("checkdb");
});

test("a copy whose pages are bad fails its restore", async () => {
  await using world = await open();
  world.state.backups.set(`/mnt/${FILE}`, [aBackup({ damage: "pages" })]);
  const proof = await prove(world);
  expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed", level: "sound" });
});

test("a copy that the server cannot read is damaged, and to be read again", async () => {
  await using world = await open();
  world.state.backups.set(`/mnt/${FILE}`, [aBackup({ damage: "container" })]);
  const proof = await prove(world);
  expect(proof).toMatchObject({ outcome: "failed", failure: "copy-damaged", level: "whole" });
  expect(proof.checks.at(-1)).toMatchObject({ fault: "backup", observed: { reread: true } });
});

test("a copy whose key nobody has fails its restore, and is not called damaged", async () => {
  await using world = await open();
  world.state.backups.set(`/mnt/${FILE}`, [aBackup({ thumbprint: "AB".repeat(20) })]);
  const proof = await prove(world);
  expect(proof).toMatchObject({ outcome: "failed", failure: "restore-failed", level: "whole" });
  expect(proof.checks.at(-1)).toMatchObject({ name: "keys", fault: "key" });
});

test("a copy whose sandbox is not marked stays unproven", async () => {
  await using world = await open();
  world.state.marker = null;
  expect(await prove(world)).toMatchObject({ outcome: "unproven", failure: null });
});

function prove({ sandbox }: World) {
  const { signal } = new AbortController();
  const series = {
    ...({ tenant: "acme", environment: "production", product: "visitor", site: "paris" } as const),
    ...({ assetKind: "sql-database", instance: "par-sql-03", asset: "VisitorDb" } as const),
    backupType: "full",
  } as const;
  const value = createHash("sha256").update(bytes).digest("hex");
  const uri = pathToFileURL(join(vault, FILE)).href;
  const checksum = { algorithm: "sha256", value } as const;
  const copy = { role: "primary", vault: "dc1", uri, sizeBytes: bytes.length, checksum } as const;
  return verifyCopy(
    {
      ...{ id: "asked-1", series, runId: "r1", runStartedAt: INSTANT, copy },
      level: "right",
      reason: "due",
      askedAt: INSTANT,
    },
    {
      ...{ sandboxes: [sandbox], signal, clock: createSystemClock(), policy: null, last: null },
      ...{ bytesMax: 2 ** 30, vaults: [vault] },
      inspect: createInspector({ secondsMax: 60, memoryMax: 2 ** 30, signal }),
    },
  );
}
