import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { instantToJson } from "../../../schemas/instant.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { checkChain } from "../../../verifiers/proof/check-proof.ts";
import type { EngineConfig } from "../../../verifiers/sandboxes/open-sandboxes.ts";
import { startVerificationWorker } from "../../../verifiers/start-verification-worker.ts";
import { verifyNow } from "../../../verifiers/verify-now.ts";
import {
  type ScriptedSqlServer,
  startScriptedSqlServer,
} from "../../services/tds/start-scripted-sql-server.ts";
import { aDifferential, aFull, aLog, NIGHT_MS } from "../../verifiers/chains/a-link.ts";
import { bytesOf, scriptOf } from "../../verifiers/sql-server/chain-world.ts";
import { connectionTo } from "../../verifiers/sql-server/sql-server-world.ts";
import { type Estate, openEstate } from "./open-estate.ts";

const MINUTE_MS = 60_000;
const VAULTS = ["primary", "duplicate"] as const;
const NIGHT = [
  aFull("F", 0, 100),
  aDifferential("D", 15, 210, "set-F"),
  aLog("l2", 20, [200, 300]),
  aLog("l3", 30, [300, 400]),
];

let estate: Estate;
let server: ScriptedSqlServer;
beforeAll(async () => {
  estate = await openEstate(NIGHT_MS + 60 * MINUTE_MS);
  server = await startScriptedSqlServer();
  for (const backup of NIGHT) await backUp(backup);
});
afterAll(async () => {
  await server.stop();
  await estate.close();
});

/** As jobs and collectors tell of a backup. */
async function backUp(backup: Backup): Promise<void> {
  const { series, runId, startedAtMs, finishedAtMs } = backup;
  const bytes = bytesOf(backup);
  const chain = Object.entries(backup.chain ?? {}).filter(([, value]) => value !== null);
  const run = {
    ...{ series, runId, sizeBytes: bytes.length },
    ...{ startedAt: instantToJson(startedAtMs), finishedAt: instantToJson(finishedAtMs) },
    chain: Object.fromEntries(chain.map(([name, value]) => [name, String(value)])),
  };
  await estate.send("vigie.backup.succeeded.v1", finishedAtMs, run, series);
  const value = createHash("sha256").update(bytes).digest("hex");
  for (const role of VAULTS) {
    const file = fileOf(role, runId);
    await mkdir(join(estate.directory, "vaults", role), { recursive: true });
    await writeFile(file, bytes);
    server.state.backups.set(`/mnt/${role}/${runId}.bak`, [scriptOf(backup, NIGHT)]);
    const place = { role, vault: role, uri: pathToFileURL(file).href };
    const checksum = { algorithm: "sha256", value };
    const observedAt = instantToJson(finishedAtMs);
    const copy = { ...place, sizeBytes: bytes.length, checksum, observedAt };
    await estate.send("vigie.copy.observed.v1", finishedAtMs, { series, runId, copy }, series);
  }
}

function fileOf(role: string, runId: string): string {
  return join(estate.directory, "vaults", role, `${runId}.bak`);
}

function options() {
  const engine: EngineConfig = {
    kind: "sql-server",
    ...{ connection: connectionTo(server.port), escrow: [] },
    directories: { data: "/var/opt/mssql/data", log: "/var/opt/mssql/log" },
    vaults: [{ uri: pathToFileURL(join(estate.directory, "vaults")).href, at: "/mnt" }],
    checkDepth: "full",
    ...{ checkMsMax: 60_000, countMsMax: 60_000 },
  };
  return { ...estate.verifying, engines: [engine], level: "restored" } as const;
}

function seriesOf(runId: string) {
  return NIGHT.find((backup) => backup.runId === runId)?.series ?? expect.fail();
}

test("verifyNow() restores a log's chain as the store has it, the other vault's copy where one is bad", async () => {
  await estate.clock.advanceTo(estate.clock.nowMs() + 2 * MINUTE_MS);
  await rm(fileOf("primary", "F"));
  const proof = await verifyNow({ ...options(), target: { series: seriesOf("l3") } });
  expect(proof).toMatchObject({ outcome: "proven", level: "restored", runId: "l3" });
  expect(proof?.chain?.map(({ runId, vault }) => `${vault} ${runId}`)).toEqual([
    ...["duplicate F", "primary D", "primary l2", "primary l3"],
  ]);
  expect(proof?.target?.drawnFrom).toEqual({
    from: "2026-11-20T00:20:11Z",
    until: "2026-11-20T00:30:00Z",
  });
});

test("verifyNow() at an instant takes the log that holds it, whichever of its series is named", async () => {
  for (const [minute, runId] of [
    [19, "l2"],
    [20, "l2"],
    [29, "l3"],
  ] as const) {
    const atMs = NIGHT_MS + minute * MINUTE_MS;
    const proof = await verifyNow({ ...options(), atMs, target: { series: seriesOf("F") } });
    expect(proof).toMatchObject({ outcome: "proven", runId, target: { at: instantToJson(atMs) } });
  }
  const atMs = NIGHT_MS + 31 * MINUTE_MS;
  await expect(
    verifyNow({ ...options(), atMs, target: { series: seriesOf("F") } }),
  ).rejects.toThrow(/no log of it holds it/);
});

test("what is asked through the topic carries its instant, and its proofs are signed and chained", async () => {
  const [first] = (await estate.readProofs()).filter(({ runId }) => runId === "l2");
  const { series, runId, copy } = first ?? expect.fail();
  const asked = {
    ...{ id: "asked-1", series, runId, copy, level: "restored", reason: "due" },
    ...{ runStartedAt: null, askedAt: "2026-11-20T02:00:00Z", targetAt: "2026-11-20T00:18:00Z" },
  };
  const worker = await startVerificationWorker(options());
  await estate.log.append(TOPICS.verifications, [{ key: "l2", value: JSON.stringify(asked) }]);
  await estate.clock.advanceTo(estate.clock.nowMs() + MINUTE_MS);
  await worker.stop();
  const proofs = (await estate.readProofs()).filter(({ series }) => series.backupType === "log");
  expect(proofs.at(-1)).toMatchObject({ outcome: "proven", target: { at: asked.targetAt } });
  const { publicKeyPem, fingerprint } = estate.keys;
  expect(checkChain(proofs, { publicKeyPem, fingerprint })).toMatchObject({ verdict: "sound" });
});
