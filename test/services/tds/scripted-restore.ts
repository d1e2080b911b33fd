import { hasWord, headOf, type Lexeme, valueAfter } from "./lex-statements.ts";
import type { ScriptedBackup, ScriptedState } from "./scripted-state.ts";
import { serverError as error } from "./server-error.ts";
import type { Answer } from "./start-tds-server.ts";

const FULL = 1;
const DIFFERENTIAL = 5;
const TERMINATED = 3013;

/** RESTORE as the documentation has it: by header, file list, check and chain. */
export function* runRestore(statement: readonly Lexeme[], state: ScriptedState): Iterable<Answer> {
  if (!hasWord(statement, "FROM")) return yield* recover(statement, state);
  const device = valueAfter(statement, "DISK") ?? valueAfter(statement, "URL");
  const backups = state.backups.get(device?.text ?? "");
  if (!backups) return yield* refuse(3201);
  switch (headOf(statement)) {
    case "RESTORE LABELONLY":
      return yield labels(backups);
    case "RESTORE HEADERONLY":
      return yield headers(backups);
  }
  const backup = backups[Number(valueAfter(statement, "FILE")?.text ?? 1) - 1];
  if (!backup) return yield* refuse(3154);
  const keys = [...state.keys.values()];
  if (backup.thumbprint && !keys.includes(backup.thumbprint)) return yield* refuse(33111);
  if (headOf(statement) === "RESTORE FILELISTONLY") return yield files(backup);
  if (headOf(statement) === "RESTORE VERIFYONLY") return yield* verify(statement, backup, state);
  yield* restore(statement, backup, state);
}

function* recover(statement: readonly Lexeme[], { databases }: ScriptedState): Iterable<Answer> {
  const database = databases.get(statement.find(({ kind }) => kind === "name")?.text ?? "");
  if (database?.state !== "RESTORING") return yield* refuse(3153);
  database.state = "ONLINE";
}

function* verify(
  statement: readonly Lexeme[],
  backup: ScriptedBackup,
  state: ScriptedState,
): Iterable<Answer> {
  if (hasWord(statement, "CHECKSUM") && !backup.checksums) return yield* refuse(3187);
  if (backup.damage === "container") return yield* refuse(3203);
  if (hasWord(statement, "LOADHISTORY")) state.history.set(backup.id, backup.timeZone);
  yield { kind: "info", number: 3262, text: "The backup set on file 1 is valid." };
}

function* restore(
  statement: readonly Lexeme[],
  backup: ScriptedBackup,
  state: ScriptedState,
): Iterable<Answer> {
  const name = statement.find(({ kind }) => kind === "name")?.text ?? "";
  const refusal = whyNot(statement, backup, { state, name });
  if (refusal) return yield* refuse(refusal);
  const moves = statement.flatMap(({ kind, text }, at) =>
    kind === "word" && text === "MOVE" ? [[statement[at + 1]?.text, statement[at + 3]?.text]] : [],
  );
  const unmoved = backup.files.filter(
    ({ logicalName }) => !moves.some(([from]) => from === logicalName),
  );
  if (unmoved.length > 0) return yield* refuse(3156);
  for (const percent of [5, 50, 100])
    yield { kind: "info", number: 3211, text: `${percent} percent processed.` };
  const database = state.databases.get(name) ?? {
    ...{ state: "RESTORING", lastLsn: 0, files: [], tables: [], lastCheck: null },
  };
  const stopAt = valueAfter(statement, "STOPAT")?.text;
  const reached = stopAt === undefined || Date.parse(`${stopAt}Z`) <= backup.endsAtMs;
  const online = !hasWord(statement, "NORECOVERY") && reached;
  state.databases.set(name, {
    ...database,
    state: online ? "ONLINE" : "RESTORING",
    lastLsn: backup.lastLsn,
    damaged: backup.damage === "pages",
    tables: backup.tables,
    files: moves.map(([, to]) => to ?? ""),
  });
  if (!reached) yield { kind: "info", number: 4323, text: "The target was not reached." };
  yield { kind: "info", number: 3014, text: "RESTORE DATABASE processed 42 pages." };
}

type Into = { readonly state: ScriptedState; readonly name: string };

/** The number that the server refuses with; null where it restores. */
function whyNot(
  statement: readonly Lexeme[],
  backup: ScriptedBackup,
  { state, name }: Into,
): number | null {
  const existing = state.databases.get(name);
  const neededBytes = backup.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (backup.major > state.major) return 3169;
  if (existing?.state === "ONLINE") return 3141;
  if (neededBytes > state.freeBytes) return 3257;
  if (hasWord(statement, "CHECKSUM") && !backup.checksums) return 3187;
  if (backup.damage === "container") return 3203;
  if (backup.type === FULL) return null;
  if (!existing) return 3118;
  if (backup.type === DIFFERENTIAL) return backup.firstLsn === existing.lastLsn ? null : 3136;
  if (backup.firstLsn > existing.lastLsn) return 4305;
  return backup.lastLsn < existing.lastLsn ? 4326 : null;
}

function* refuse(number: number): Iterable<Answer> {
  yield error(number);
  yield error(TERMINATED);
}

function labels(backups: readonly ScriptedBackup[]): Answer {
  return {
    kind: "rows",
    columns: [
      ["MediaName", "nvarchar"],
      ["FamilyCount", "int"],
    ],
    rows: [[null, backups[0]?.stripes ?? 1]],
  };
}

function headers(backups: readonly ScriptedBackup[]): Answer {
  return {
    kind: "rows",
    columns: [
      ["BackupName", "nvarchar"],
      ["BackupType", "int"],
      ["Position", "int"],
      ["ServerName", "nvarchar"],
      ["DatabaseName", "nvarchar"],
      ["FirstLSN", "numeric"],
      ["LastLSN", "numeric"],
      ["SoftwareVersionMajor", "int"],
      ["BackupSetGUID", "uniqueidentifier"],
      ["HasBackupChecksums", "bit"],
      ["IsDamaged", "bit"],
      ["BackupStartDate", "datetime"],
      ["EncryptorThumbprint", "varbinary"],
      ["ColumnOfTheNextVersion", "nvarchar"],
    ],
    rows: backups.map((backup, at) => [
      ...[null, backup.type, at + 1, backup.server, backup.database],
      ...[BigInt(backup.firstLsn), BigInt(backup.lastLsn), backup.major, backup.id],
      ...[backup.checksums, backup.markedDamaged, backup.startedLocalMs ?? null],
      ...[toBytes(backup.thumbprint), "x"],
    ]),
  };
}

function files(backup: ScriptedBackup): Answer {
  return {
    kind: "rows",
    columns: [
      ["LogicalName", "nvarchar"],
      ["PhysicalName", "nvarchar"],
      ["Type", "nvarchar"],
      ["Size", "numeric"],
      ["FileID", "bigint"],
      ["TDEThumbprint", "varbinary"],
    ],
    rows: backup.files.map(({ logicalName, type, sizeBytes, thumbprint = null }, at) => [
      ...[logicalName, `C:\\Data\\${logicalName}`, type, BigInt(sizeBytes), BigInt(at + 1)],
      toBytes(thumbprint),
    ]),
  };
}

function toBytes(thumbprint: string | null): Uint8Array | null {
  return thumbprint === null ? null : Buffer.from(thumbprint, "hex");
}
