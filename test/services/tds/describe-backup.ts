import { randomUUID } from "node:crypto";
import { createSystemClock } from "../../../platform/clock/system-clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { sqlServerBackup } from "../../../verifiers/formats/sql-server-backup/sql-server-backup.ts";
import type { ScriptedBackup } from "./scripted-state.ts";

const MIB = 2 ** 20;

/**
 * What a scripted server tells of a real backup, as our own reader sees it: kind, names, version,
 * rows and damage.
 */
export async function describeBackup(source: ByteSource): Promise<ScriptedBackup> {
  const { signal } = new AbortController();
  const [seen] = await sqlServerBackup.inspect(source, { clock: createSystemClock(), signal });
  if (!seen) throw new Error("There is no backup in the file");
  const { backup, container, verdict, tables } = seen;
  const database = backup?.database ?? "";
  const isCut = (container?.bad.length ?? 0) > 0;
  return {
    type: 1,
    id: randomUUID().toUpperCase(),
    database,
    server: backup?.server ?? "",
    major: Number(backup?.engineVersion?.split(".")[0] ?? 0),
    checksums: backup?.checksums ?? false,
    stripes: 1,
    markedDamaged: false,
    files: [
      { logicalName: database, type: "D", sizeBytes: 8 * MIB },
      { logicalName: `${database}_log`, type: "L", sizeBytes: MIB },
    ],
    firstLsn: 1,
    lastLsn: 2,
    thumbprint: null,
    endsAtMs: 0,
    timeZone: 127,
    tables: tables.map(({ schema, name, rows }) => ({ schema, name, rows: rows ?? 0 })),
    damage: verdict !== "damaged" ? null : isCut ? "container" : "pages",
  };
}
