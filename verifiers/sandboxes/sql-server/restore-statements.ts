import { listPosition } from "./list-position.ts";
import { quote } from "./quote.ts";
import type { BackupFile, BackupSet } from "./read-backup-set.ts";

/** Of the instance: where restored files go. */
export type Directories = { readonly data: string; readonly log: string };

export type RestoreOptions = {
  readonly name: string;
  readonly directories: Directories;
  /** Leaves the database usable; else more may follow. */
  readonly recovery: boolean;
  /** Local time of the server that was backed up: `2026-11-20T01:02:03.004`. */
  readonly stopAt: string | null;
};

/** `RESTORE DATABASE` or `RESTORE LOG`, every file of it under a generated name. */
export function restoreStatement(set: BackupSet, options: RestoreOptions): string {
  const { name, recovery, stopAt } = options;
  const what = set.kind === "log" ? "LOG" : "DATABASE";
  const how = [
    ...listPosition(set),
    ...listMoves(set, options),
    recovery ? "RECOVERY" : "NORECOVERY",
    ...(set.hasChecksums ? ["CHECKSUM"] : []),
    ...(stopAt === null ? [] : [`STOPAT = ${quote.text(stopAt)}`]),
    "STATS = 5",
  ];
  return `RESTORE ${what} ${quote.name(name)} FROM ${set.device} WITH ${how.join(", ")};`;
}

/** Makes a database usable that waits for more. */
export function recoverStatement(name: string): string {
  return `RESTORE DATABASE ${quote.name(name)} WITH RECOVERY;`;
}

/** `loadHistory` notes the set's time zone where it can be asked. */
export function verifyStatement(
  set: BackupSet,
  options: Pick<RestoreOptions, "name" | "directories"> & {
    readonly checksum: boolean;
    readonly loadHistory: boolean;
  },
): string {
  const how = [
    ...listPosition(set),
    ...listMoves(set, options),
    ...(options.checksum ? ["CHECKSUM"] : []),
    ...(options.loadHistory ? ["LOADHISTORY"] : []),
  ];
  return `RESTORE VERIFYONLY FROM ${set.device} WITH ${how.join(", ")};`;
}

function listMoves(
  { files }: BackupSet,
  { name, directories }: Pick<RestoreOptions, "name" | "directories">,
): string[] {
  return files.map((file) => {
    const to = placeFile(file, name, directories);
    return `MOVE ${quote.text(file.logicalName)} TO ${quote.text(to)}`;
  });
}

/** By the file's number alone: nothing of a header gets into a path. */
function placeFile({ id, type }: BackupFile, name: string, { data, log }: Directories): string {
  const directory = type === "L" ? log : data;
  const separator = directory.includes("\\") ? "\\" : "/";
  const extension = type === "L" ? ".ldf" : type === "D" ? ".mdf" : "";
  return `${directory.replace(/[/\\]+$/, "")}${separator}${name}_${id}${extension}`;
}
