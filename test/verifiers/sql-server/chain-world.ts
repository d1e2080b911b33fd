import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Verification } from "../../../schemas/proof.ts";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { findChain } from "../../../verifiers/chains/find-chain.ts";
import { createInspector } from "../../../verifiers/formats/child/create-inspector.ts";
import { type VerifyOptions, verifyCopy } from "../../../verifiers/verify-copy.ts";
import type { ScriptedBackup } from "../../services/tds/scripted-state.ts";
import { DIFFERENTIAL, FULL, LOG, writeBackup } from "../sql-server-backup/write-backup.ts";
import { writeDatabase } from "../sql-server-backup/write-page.ts";
import { aBackup, openWorld } from "./sql-server-world.ts";

export const VAULTS = ["dc1", "dc2"] as const;
const TYPES = { full: 1, differential: 5, log: 2, incremental: 0, image: 0 };
const ATTRIBUTES = { full: FULL, differential: DIFFERENTIAL, log: LOG, incremental: 0, image: 0 };
const QUARTER_MS = 15 * 60_000;
/** The server that is backed up is two hours ahead of UTC. */
const AHEAD_QUARTERS = 8;
const INSTANT = "2026-11-20T06:00:00Z";

export type ChainWorld = Awaited<ReturnType<typeof openChainWorld>>;

/** Backups of one database in two vaults, and a scripted server that sees both. */
export async function openChainWorld(links: readonly Backup[]) {
  const root = mkdtempSync(join(tmpdir(), "vigie-chain-"));
  for (const vault of VAULTS) mkdirSync(join(root, vault));
  const fileOf = (vault: string, runId: string) => join(root, vault, `${runId}.bak`);
  const scripted = new Map<string, readonly ScriptedBackup[]>();
  const backups = links.map((link) => {
    const bytes = bytesOf(link);
    for (const vault of VAULTS) {
      writeFileSync(fileOf(vault, link.runId), bytes);
      scripted.set(`/mnt/${vault}/${link.runId}.bak`, [scriptOf(link, links)]);
    }
    return {
      ...link,
      copies: VAULTS.map((vault) => copyOf(fileOf(vault, link.runId), bytes, vault)),
    };
  });
  const world = await openWorld(
    { backups: scripted },
    { vaults: [{ uri: pathToFileURL(root).href, at: "/mnt" }] },
  );

  function verify(
    runId: string,
    asked: Partial<Verification> = {},
    known: readonly Backup[] = backups,
    options: Partial<VerifyOptions> = {},
  ) {
    const own = known.find((backup) => backup.runId === runId);
    const [copy] = own?.copies ?? [];
    if (!own || !copy) throw new Error(`no copy of ${runId}`);
    const { series, startedAtMs } = own;
    const targetMs = asked.targetAt === undefined ? null : Date.parse(asked.targetAt);
    const { signal } = new AbortController();
    return verifyCopy(
      {
        ...{ id: "asked-1", series, runId, copy, level: "restored", reason: "due" },
        ...{ runStartedAt: instantToJson(startedAtMs), askedAt: INSTANT, ...asked },
      },
      {
        ...{ sandboxes: [world.sandbox], signal, clock: createSystemClock(), policy: null },
        ...{ last: null, bytesMax: 2 ** 30, vaults: [root] },
        inspect: createInspector({ secondsMax: 60, memoryMax: 2 ** 30, signal }),
        chain: findChain(known, { runId, backupType: series.backupType }, targetMs),
        ...options,
      },
    );
  }

  return {
    ...{ world, backups, verify },
    restored: () =>
      world.state.ran.flatMap(({ sql }) => {
        const [, what, path] =
          /^RESTORE (DATABASE|LOG) .* DISK = N'\/mnt\/([^']+)'/.exec(sql) ?? [];
        return path === undefined ? [] : [`${what} ${path}`];
      }),
    damage: (vault: string, runId: string) => writeFileSync(fileOf(vault, runId), "damaged"),
    remove: (vault: string, runId: string) => rmSync(fileOf(vault, runId)),
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      rmSync(root, { recursive: true });
    },
  };
}

export function bytesOf({ runId, series }: Backup): Buffer {
  const attributes = ATTRIBUTES[series.backupType];
  const runs = [writeDatabase({ extents: 1 })];
  return writeBackup({ blockBytes: 4_096, sets: [{ runs, attributes, database: runId }] }).bytes;
}

function copyOf(path: string, bytes: Buffer, vault: string) {
  const value = createHash("sha256").update(bytes).digest("hex");
  const role = vault === "dc1" ? ("primary" as const) : ("duplicate" as const);
  const uri = pathToFileURL(path).href;
  return { role, vault, uri, sizeBytes: bytes.length, checksum: { algorithm: "sha256", value } };
}

/** As the server itself finds it: it says of a differential only where its base ended. */
export function scriptOf(
  { series, chain, startedAtMs }: Backup,
  links: readonly Backup[],
): ScriptedBackup {
  const base = links.find((link) => link.chain?.backupSetId === chain?.differentialBaseId);
  return aBackup({
    type: TYPES[series.backupType],
    firstLsn: Number(base?.chain?.lastLsn ?? chain?.firstLsn),
    lastLsn: Number(chain?.lastLsn),
    endsAtMs: startedAtMs + AHEAD_QUARTERS * QUARTER_MS,
    timeZone: AHEAD_QUARTERS,
  });
}
