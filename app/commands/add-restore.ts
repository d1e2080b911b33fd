import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";
import { instantToJson } from "../../schemas/instant.ts";
import type { SecretSource } from "../../schemas/secret.ts";
import type { VaultConfig } from "../../schemas/vault.ts";
import { openVault } from "../config/readable-vaults.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { BackupDamage } from "../own-backup/backup-damage.ts";
import { chooseBackup } from "../own-backup/choose-backup.ts";
import { createKeyring } from "../own-backup/create-keyring.ts";
import { type Engines, enginesOf } from "../own-backup/engines.ts";
import { knownSchema } from "../own-backup/known-schema.ts";
import { readBackedConfig } from "../own-backup/read-backed-config.ts";
import { restoreBackup } from "../own-backup/restore-backup.ts";
import { STORE_TABLES } from "../own-backup/store-tables.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "./context.ts";

/** State, log and files beside the store's tables. */
const PARTS = STORE_TABLES.length + 3;

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly from?: string;
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly backup?: string;
  readonly to?: string;
  readonly printConfig?: true;
};
type Wanted = {
  readonly from: VaultConfig;
  readonly key: SecretSource;
  readonly to: string;
  /** Null where no config was asked. */
  readonly engines: Engines | null;
};
/** Whether somebody named the config, or it is where it always is. */
type Asked = {
  readonly context: Context;
  readonly options: Options;
  readonly isConfigNamed: boolean;
};

/** `vigie restore`: Vigie from its own backup. Exit code 1 when the backup is damaged. */
export const addRestore: AddCommand = (program, context, finish) => {
  program
    .command("restore")
    .summary("bring Vigie back from its own backup, into an empty directory and empty servers")
    .description(
      "Restores what `vigie backup` made into a data directory that is empty or not there yet, and into the servers that\n" +
        "the config names (Kafka, PostgreSQL, ClickHouse), where nothing of Vigie may be. Everything is checked before\n" +
        "anything is put in place. Stop every `vigie up` first, on all machines. Where it is interrupted, run it again: it\n" +
        "begins anew. A backup of an older Vigie is migrated forward; one of a newer is refused.\n" +
        "Without --from, --key-... and --to the config says where from, with which key, and where to. Where the config\n" +
        "is lost as well, name all three: it is in the backup, and comes back as config/vigie.yaml below --to.\n" +
        "What was on servers is restored where a config says that was named by --config: without log, state and store in\n" +
        "it that is this machine.\n" +
        "Where the backups are in a bucket, write `data` and `backup` into a new vigie.yaml instead, and name it by --config.",
    )
    .option(
      "--from <directory>",
      "where the backups are (default: the config's backup.to)",
      readDirectory,
    )
    .option("--key-file <file>", "the file that holds their key (default: the config's backup.key)")
    .option("--key-env <name>", "the environment variable that holds their key")
    .option("--backup <name>", "which, as `vigie backup --list` names it (default: the newest)")
    .option("--to <directory>", "the data directory to be (default: the config's data)")
    .option("--print-config", "restore nothing: print the config that the backup holds")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      "\nExamples:\n  vigie restore\n" +
        "  vigie restore --from /mnt/elsewhere/vigie --key-file backup.key --to ./vigie-data\n" +
        "  vigie restore --from /mnt/elsewhere/vigie --key-file backup.key --print-config > vigie.yaml\n" +
        "Exit codes: 0 restored; 1 the backup is damaged, nothing restored; 2 could not be restored.",
    )
    .action(async (options: Options, command: Command) => {
      const isConfigNamed = command.getOptionValueSource("config") === "cli";
      finish(await restore({ context, options, isConfigNamed }));
    });
};

async function restore(asked: Asked): Promise<ExitCode> {
  const { context, options } = asked;
  const { terminal, clock } = context;
  const { from, key, to, engines } = readWanted(asked);
  const keyring = createKeyring(readSecret(key, terminal.environment));
  const objects = openVault(from, terminal.environment);
  const backup = await chooseBackup(objects, options.backup);
  const progress = showProgress(terminal, "Restoring", PARTS);
  let done = 0;
  try {
    if (options.printConfig) {
      terminal.out((await readBackedConfig({ objects, backup, keyring })).trimEnd());
      return EXIT.done;
    }
    const manifest = await restoreBackup({
      ...{ objects, backup, keyring, to, engines, clock, known: knownSchema() },
      logger: createLogger({ level: "warn", destination: process.stderr }),
      onPart: (part) => progress.update(++done, part),
      onWork: (word) => progress.update(done, word),
    });
    const takenAt = instantToJson(manifest.takenAtMs);
    const config = join(to, "config", "vigie.yaml");
    const restored = { backup, takenAt, to, config, configFile: manifest.configFile };
    if (options.json) terminal.out(JSON.stringify(restored));
    else {
      terminal.out(`${backup}, taken at ${takenAt}, is restored in ${to}`);
      terminal.err(`The config as it was, then at ${manifest.configFile}: ${config}`);
      terminal.err(`Have its "data" be ${to}, put its secrets back, and run: vigie doctor`);
    }
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof BackupDamage)) throw error;
    if (options.json) terminal.out(JSON.stringify({ backup, damaged: error.message }));
    else terminal.err(`Nothing was restored, as ${backup} is damaged: ${error.message}`);
    return EXIT.notGood;
  } finally {
    progress.end();
  }
}

/** The config is asked only for what was not named, as it may be lost. */
function readWanted({ context, options, isConfigNamed }: Asked): Wanted {
  const { keyFile, keyEnv } = options;
  const named = keyFile ? { file: resolve(keyFile) } : keyEnv ? { env: keyEnv } : undefined;
  const place = options.to ?? (options.printConfig ? "." : undefined);
  if (options.from && named && place && !isConfigNamed)
    return { from: resolve(options.from), key: named, to: resolve(place), engines: null };
  const config = context.readConfig(options.config);
  const { backup } = config;
  const to = options.to ? resolve(options.to) : config.data;
  return {
    from: options.from ? resolve(options.from) : required(backup).to,
    key: named ?? required(backup).key,
    to,
    engines: enginesOf({ ...config, data: to }, context.terminal.environment),
  };
}

/** What would be taken for the name of a directory below this one. */
function readDirectory(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  throw new InvalidArgumentError(
    "Give a directory. A bucket and its credentials stand under backup.to of a vigie.yaml: see --config.",
  );
}

function required(backup: Config["backup"]): NonNullable<Config["backup"]> {
  if (backup) return backup;
  throw new OperatingError("Cannot restore as the config does not say where backups are", {
    retryable: false,
    hint: "name --from and --key-file, or write backup: { to: ..., key: { file: ... } }",
  });
}
