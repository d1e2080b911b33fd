import { z } from "zod";
import { listPosition } from "./list-position.ts";
import type { Session } from "./session.ts";

const SETS_MAX = 10_000;
const FILES_MAX = 32_767;

/** BackupType of RESTORE HEADERONLY that a chain may have. */
const KINDS: Readonly<Record<number, BackupKind>> = { 1: "full", 2: "log", 5: "differential" };
export type BackupKind = "full" | "differential" | "log";

const bytes = z.instanceof(Uint8Array).nullish();
const count = z.coerce.number().nonnegative();

const headerSchema = z.object({
  Position: z.int().positive(),
  BackupType: z.int(),
  DatabaseName: z.string().nullable(),
  ServerName: z.string().nullable(),
  SoftwareVersionMajor: z.int(),
  BackupSetGUID: z.string(),
  HasBackupChecksums: z.boolean().nullish(),
  IsDamaged: z.boolean().nullish(),
  BackupStartDate: z.date().nullish(),
  EncryptorThumbprint: bytes,
});
const fileSchema = z.object({
  LogicalName: z.string().min(1).max(128),
  Type: z.string(),
  FileID: z.coerce.number().int().nonnegative(),
  Size: count,
  TDEThumbprint: bytes,
});
const labelSchema = z.object({ FamilyCount: z.int().nullish() });

export type BackupFile = {
  readonly id: number;
  readonly logicalName: string;
  /** D data, L log, S streams and memory-optimised, F full text. */
  readonly type: string;
  readonly sizeBytes: number;
};

/** One backup, as the header of the very copy describes it: an enemy's words, all of them. */
export type BackupHeader = {
  /** `DISK = N'...'` or `URL = N'...'`. */
  readonly device: string;
  readonly position: number;
  /** Null: a kind that no chain of whole databases has. */
  readonly kind: BackupKind | null;
  readonly database: string | null;
  readonly server: string | null;
  readonly major: number;
  readonly id: string;
  readonly hasChecksums: boolean;
  readonly damaged: boolean;
  readonly stripes: number;
  /** By the clock of the server that was backed up: its local time, as if that were UTC. */
  readonly startedLocalMs: number | null;
  /** Of the key that encrypted it, in upper-case hexadecimal. */
  readonly thumbprint: string | null;
};

export type BackupSet = BackupHeader & {
  readonly files: readonly BackupFile[];
  /** Of the keys that its database is encrypted with at rest. */
  readonly databaseThumbprints: readonly string[];
};

/**
 * Reads the header of the last set at a device that could be what is wanted: a base is a full one.
 * Columns are found by name, since each version adds some. Null: no set.
 */
export async function readHeader(
  session: Session,
  device: string,
  { base, signal }: { readonly base: boolean; readonly signal: AbortSignal },
): Promise<BackupHeader | null> {
  const labels = await session.run(`RESTORE LABELONLY FROM ${device};`, { signal });
  const label = labelSchema.parse(labels[0] ?? {});
  const rows = await session.run(`RESTORE HEADERONLY FROM ${device};`, { signal });
  const headers = z.array(headerSchema).max(SETS_MAX).parse(rows);
  const header = headers.findLast(({ BackupType }) => !base || BackupType === 1) ?? headers.at(-1);
  if (!header) return null;
  return {
    device,
    position: header.Position,
    kind: KINDS[header.BackupType] ?? null,
    database: header.DatabaseName,
    server: header.ServerName,
    major: header.SoftwareVersionMajor,
    id: header.BackupSetGUID,
    hasChecksums: header.HasBackupChecksums ?? false,
    damaged: header.IsDamaged ?? false,
    stripes: label.FamilyCount ?? 1,
    startedLocalMs: header.BackupStartDate?.getTime() ?? null,
    thumbprint: toHex(header.EncryptorThumbprint),
  };
}

/** Needs the key of an encrypted backup. */
export async function readFiles(
  session: Session,
  header: BackupHeader,
  signal: AbortSignal,
): Promise<BackupSet> {
  const position = listPosition(header);
  const which = position.length > 0 ? ` WITH ${position.join()}` : "";
  const statement = `RESTORE FILELISTONLY FROM ${header.device}${which};`;
  const rows = await session.run(statement, { signal });
  const found = z.array(fileSchema).min(1).max(FILES_MAX).parse(rows);
  const files = found.map(({ FileID, LogicalName, Type, Size }) => ({
    id: FileID,
    logicalName: LogicalName,
    type: Type,
    sizeBytes: Size,
  }));
  const thumbprints = found.flatMap(({ TDEThumbprint }) => toHex(TDEThumbprint) ?? []);
  return { ...header, files, databaseThumbprints: [...new Set(thumbprints)] };
}

function toHex(key: Uint8Array | null | undefined): string | null {
  return key && key.length > 0 ? Buffer.from(key).toString("hex").toUpperCase() : null;
}
