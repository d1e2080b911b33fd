import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { Option } from "commander";
import { OperatingError } from "../../platform/errors/operating-error.ts";
import { toByteSource } from "../../platform/objects/byte-source.ts";
import { openObject } from "../../platform/objects/open-object.ts";
import type { Inspection } from "../../schemas/inspection.ts";
import { inspectSource } from "../../verifiers/formats/inspect-source.ts";
import {
  findRepositoryTool,
  inspectRepository,
} from "../../verifiers/formats/repositories/inspect-repository.ts";
import type { RepositoryTool } from "../../verifiers/formats/repositories/repository-tools.ts";
import {
  ROW_FORMATS,
  type RowFormat,
} from "../../verifiers/formats/sql-server-backup/rows/export/write-rows.ts";
import { readableVaults } from "../config/readable-vaults.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "./context.ts";
import { exportRows } from "./export-rows.ts";
import { type FileSource, openFileSource } from "./open-file-source.ts";
import { renderInspection } from "./render-inspection.ts";

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly table?: string;
  readonly format: RowFormat;
};

const CHANGED = {
  en: "It changed while it was read: inspect it again once it is written.",
  fr: "Il a changé pendant la lecture : inspectez-le à nouveau une fois écrit.",
};

/**
 * `vigie inspect`: reads one backup by itself, without its engine. Exit code 1 where anything in it
 * is damaged, 2 where something could not be judged.
 */
export const addInspect: AddCommand = (program, context, finish) => {
  const { terminal } = context;
  program
    .command("inspect")
    .summary("read one backup file by itself, without its database engine")
    .description(
      "Tells the format by the file's own bytes, reads all of it, and says sound, damaged or unknown, and why.\n" +
        "A path may lie anywhere; an address (file://...) must lie in a vault of the configuration.\n" +
        "With --table, writes the rows of one table of a full backup of SQL Server instead.\n" +
        "docs/inspect.md says what sound means for each format.",
    )
    .argument("<file-or-uri>", "a file, or the address of a copy in a vault")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .option("--table <name>", "write the rows of this table (SQL Server), instead of a judgement")
    .addOption(new Option("--format <format>", "of the rows").choices(ROW_FORMATS).default("jsonl"))
    .addHelpText(
      "after",
      "\nExit codes: 0 sound, 1 damaged, 2 unknown.\nExamples:\n  vigie inspect VisitorDb.bak --json\n" +
        "  vigie inspect VisitorDb.bak --table dbo.Visits --format csv > visits.csv",
    )
    .action(async (named: string, options: Options) => {
      if (options.table !== undefined) {
        finish(await readRows(named, options, context));
        return;
      }
      const found = await inspect(named, options, context);
      terminal.out(options.json ? toJson(found) : found.map(renderInspection).join("\n\n"));
      finish(exitCode(found));
    });
};

async function inspect(
  named: string,
  options: Options,
  context: Context,
): Promise<readonly Inspection[]> {
  const repository = named.includes("://") ? null : await findRepository(named);
  if (repository) return [await checkRepository(repository, named, context)];
  await using file = await openNamed(named, options, context);
  const progress = showProgress(context.terminal, "Reading", file.source.sizeBytes);
  const stopping = new AbortController();
  try {
    const found = await inspectSource(file.source, {
      name: basename(named),
      clock: context.clock,
      signal: stopping.signal,
      onProgress: (bytesRead) => progress.update(bytesRead, "bytes"),
    });
    return (await file.hasChanged()) ? found.map(unsettle) : found;
  } finally {
    progress.end();
  }
}

async function findRepository(path: string): Promise<RepositoryTool | null> {
  try {
    return findRepositoryTool(await readdir(path));
  } catch {
    // No directory, or one that whoever opens it as a file will tell of.
    return null;
  }
}

function checkRepository(tool: RepositoryTool, path: string, { clock, terminal }: Context) {
  terminal.err(`Checking with ${tool.program}, which reads all of it...`);
  const { signal } = new AbortController();
  return inspectRepository(tool, path, { clock, signal, environment: terminal.environment });
}

async function readRows(named: string, options: Options, context: Context): Promise<ExitCode> {
  const { table = "", format } = options;
  await using file = await openNamed(named, options, context);
  const code = await exportRows(file.source, { table, format }, context.terminal);
  if (!(await file.hasChanged())) return code;
  context.terminal.err(CHANGED.en);
  return EXIT.undecided;
}

function openNamed(named: string, options: Options, context: Context): Promise<FileSource> {
  return named.includes("://") ? openAddress(named, options, context) : openFileSource(named);
}

async function openAddress(
  uri: string,
  { config }: Options,
  { readConfig, terminal }: Context,
): Promise<FileSource> {
  const vaults = readableVaults(readConfig(config), terminal.environment);
  const { store, name } = openObject(uri, vaults);
  const head = await store.head(name);
  if (!head)
    throw new OperatingError(`Cannot read ${uri} as it is not there`, {
      retryable: false,
      hint: "check the address",
    });
  const hasChanged = async () => {
    const now = await store.head(name);
    return now?.sizeBytes !== head.sizeBytes || now.modifiedAtMs !== head.modifiedAtMs;
  };
  return { source: toByteSource(store, head), hasChanged, [Symbol.asyncDispose]: async () => {} };
}

/** Bytes of two moments show nothing of either. */
function unsettle(inspection: Inspection): Inspection {
  return { ...inspection, verdict: "unknown", reasons: [CHANGED, ...inspection.reasons] };
}

function toJson(found: readonly Inspection[]): string {
  return JSON.stringify(found.length === 1 ? found[0] : found);
}

function exitCode(found: readonly Inspection[]): ExitCode {
  if (found.some(({ verdict }) => verdict === "damaged")) return EXIT.notGood;
  const sound = found.length > 0 && found.every(({ verdict }) => verdict === "sound");
  return sound ? EXIT.done : EXIT.undecided;
}
