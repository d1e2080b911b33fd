import { resolve } from "node:path";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { ObjectStore } from "../../platform/objects/object-store.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { VaultConfig } from "../../schemas/vault.ts";
import { ConfigError } from "../config/load-config.ts";
import { openVault } from "../config/readable-vaults.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { checkBackup, type PartVerdict } from "../own-backup/check-backup.ts";
import { chooseBackup } from "../own-backup/choose-backup.ts";
import { createKeyring } from "../own-backup/create-keyring.ts";
import { enginesOf } from "../own-backup/engines.ts";
import { knownSchema } from "../own-backup/known-schema.ts";
import { listBackups } from "../own-backup/list-backups.ts";
import { renewBackup } from "../own-backup/renew-backup.ts";
import { STORE_TABLES } from "../own-backup/store-tables.ts";
import { renderTable } from "../render-table.ts";
import { showProgress } from "../show-progress.ts";
import type { Terminal } from "../terminal.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "./context.ts";

/** State, log and files beside the store's tables; each is written, then read back. */
const PARTS = STORE_TABLES.length + 3;

type BackupConfig = NonNullable<Config["backup"]>;
type Options = {
  readonly config: string;
  readonly json?: true;
  readonly check?: true;
  readonly list?: true;
  readonly backup?: string;
};
type Called = { readonly context: Context; readonly options: Options; readonly config: Config };

/** `vigie backup`: Vigie's own backup. Exit code 1 when what was read back is damaged. */
export const addBackup: AddCommand = (program, context, finish) => {
  program
    .command("backup")
    .summary("back Vigie itself up, encrypted, while it runs or not")
    .description(
      "Backs up log, store, state, keys, proofs, reports and the config, also those on Kafka, PostgreSQL and a ClickHouse\n" +
        "server, to the directory, or bucket, that the config names:\n" +
        "  backup: { to: /mnt/elsewhere/vigie, key: { file: /etc/vigie/backup.key }, keep: 30d }\n" +
        "  backup: { to: { name: away, s3: { bucket: ..., credentials: ... } }, key: ... }    see docs/recover.md\n" +
        "The key is a passphrase of 16 characters or more, such as `openssl rand -base64 32` makes. Keep it apart too:\n" +
        "without it a backup is worth nothing. What was written is read back and checked; then backups older than\n" +
        "`keep` go, and never that one. What the config's secrets hold is not in it. `vigie restore` brings it back.",
    )
    .option("--check", "write nothing: read a backup back, and check every byte of it")
    .option("--list", "write nothing: list the backups, oldest first")
    .option("--backup <name>", "with --check: which (default: the newest)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      "\nExamples:\n  vigie backup\n  vigie backup --check --json\n" +
        "Exit codes: 0 made, or sound; 1 damaged; 2 could not be made or read; 78 bad configuration.",
    )
    .action(async (options: Options) => {
      const called = { context, options, config: context.readConfig(options.config) };
      const settings = readSettings(called);
      if (options.list) finish(await list(called, settings));
      else if (options.check) finish(await check(called, settings));
      else finish(await make(called, settings));
    });
};

function readSettings({ config: { backup }, options }: Called): BackupConfig {
  if (backup) return backup;
  const hint = "write backup: { to: /mnt/elsewhere/vigie, key: { file: /etc/vigie/backup.key } }";
  const fault = { line: 1, column: 1, path: "backup", message: "is missing", hint };
  throw new ConfigError(options.config, [fault]);
}

async function make(called: Called, settings: BackupConfig): Promise<ExitCode> {
  const { context, options, config } = called;
  const { terminal, clock } = context;
  const opened = open(called, settings);
  const progress = countParts(terminal, "Backing up", 2 * PARTS + 1);
  const { manifest, verdicts, removed } = await renewBackup({
    ...opened,
    data: config.data,
    engines: enginesOf(config, terminal.environment),
    reports: resolve(config.data, config.report.directory),
    configFile: resolve(options.config),
    known: knownSchema(),
    keepMs: settings.keep,
    clock,
    logger: createLogger({ level: "warn", destination: process.stderr }),
    ...{ onPart: progress.onPart, onWork: progress.onWork },
  }).finally(progress.end);
  const { backup, parts } = manifest;
  const takenAt = instantToJson(manifest.takenAtMs);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (options.json)
    terminal.out(JSON.stringify({ backup, takenAt, sizeBytes, parts: verdicts, removed }));
  else {
    terminal.out(`${backup}: ${mebibytes(sizeBytes)} in ${addressOf(settings.to)}`);
    say(terminal, verdicts);
    for (const name of removed) terminal.err(`Removed ${name}, older than backup.keep.`);
  }
  return exitCodeOf(verdicts);
}

async function check(called: Called, settings: BackupConfig): Promise<ExitCode> {
  const { context, options } = called;
  const { objects, keyring } = open(called, settings);
  const backup = await chooseBackup(objects, options.backup);
  const { onPart, end } = countParts(context.terminal, "Checking", PARTS + 1);
  const verdicts = await checkBackup({ objects, backup, keyring, onPart }).finally(end);
  if (options.json) context.terminal.out(JSON.stringify({ backup, parts: verdicts }));
  else {
    context.terminal.out(backup);
    say(context.terminal, verdicts);
  }
  return exitCodeOf(verdicts);
}

async function list({ context, options }: Called, { to }: BackupConfig): Promise<ExitCode> {
  const objects = openVault(to, context.terminal.environment);
  const backups = (await listBackups(objects)).map(
    ({ backup, takenAtMs, storedBytes, finished }) => ({
      ...{ backup, takenAt: instantToJson(takenAtMs), storedBytes, finished },
    }),
  );
  const rows = backups.map(({ backup, takenAt, storedBytes, finished }) => [
    ...[backup, takenAt, mebibytes(storedBytes), finished ? "finished" : "NOT FINISHED"],
  ]);
  if (options.json) context.terminal.out(JSON.stringify(backups));
  else context.terminal.out(renderTable(["backup", "taken at", "stored", ""], rows));
  return EXIT.done;
}

function open({ context }: Called, { to, key }: BackupConfig) {
  const { environment } = context.terminal;
  const objects: ObjectStore = openVault(to, environment);
  return { objects, keyring: createKeyring(readSecret(key, environment)) };
}

function addressOf(to: VaultConfig): string {
  return typeof to === "string" ? to : `s3://${to.s3.bucket}/${to.s3.prefix}`;
}

function countParts(terminal: Terminal, what: string, total: number) {
  const progress = showProgress(terminal, what, total);
  let done = 0;
  return {
    onPart: (part: string) => progress.update(++done, part),
    onWork: (word: string) => progress.update(done, word),
    end: progress.end,
  };
}

function say(terminal: Terminal, verdicts: readonly PartVerdict[]): void {
  const damaged = verdicts.filter(({ verdict }) => verdict === "damaged");
  for (const { part, reason } of damaged) terminal.out(`DAMAGED  ${part}: ${reason}`);
  if (damaged.length === 0) terminal.out(`Read back and checked: ${verdicts.length} parts, sound.`);
}

function exitCodeOf(verdicts: readonly PartVerdict[]): ExitCode {
  return verdicts.every(({ verdict }) => verdict === "sound") ? EXIT.done : EXIT.notGood;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
