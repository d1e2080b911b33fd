import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Option } from "commander";
import { createAssetReader } from "../../ingest/assets-csv/create-asset-reader.ts";
import { ingestLines } from "../../ingest/file/ingest-lines.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "./context.ts";
import { openAcceptor } from "./open-acceptor.ts";

const FORMATS = ["events", "assets-csv"] as const;
type Format = (typeof FORMATS)[number];
type Options = { readonly config: string; readonly json?: true; readonly format: Format };

/**
 * `vigie ingest`: events from a file or standard input into the log, whether the pipeline runs or
 * not. Exit code 1 when a line was rejected.
 */
export const addIngest: AddCommand = (program, context, finish) => {
  const { terminal, readConfig } = context;
  program
    .command("ingest")
    .summary("send events or assets from a file, or from standard input with -")
    .description(
      "Reads one CloudEvent per line, keeps what is good and says what is not; a bad line never stops the rest.\n" +
        "Sending a file again is harmless: what is known already counts as duplicate.\n" +
        "With --format assets-csv it reads a table of what must be backed up: its first line names the columns, of tenant,\n" +
        "environment, product, site, assetKind, instance, asset, backupType, since, until, owner, criticality, runbook.\n" +
        "tenant and since are needed; what a line leaves empty may be anything. until, once past, retires the asset. A\n" +
        "table speaks as of when its file was last changed, and the latest word on an asset counts.",
    )
    .argument("<file>", "one CloudEvent per line, or a table; - is standard input")
    .addOption(
      new Option("--format <format>", "what the file holds").choices(FORMATS).default("events"),
    )
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .addHelpText("after", "\nExample:\n  vigie ingest assets.csv --format assets-csv")
    .action(async (file: string, options: Options) => {
      const config = readConfig(options.config);
      await using stack = new AsyncDisposableStack();
      const { acceptor } = await openAcceptor(config, context, stack);
      const { size, mtimeMs } = file === "-" ? readNow(context) : await stat(file);
      const progress = showProgress(terminal, "Sending", size);
      const totals = await ingestLines({
        input: file === "-" ? process.stdin : createReadStream(file),
        origin: file,
        ...(options.format === "assets-csv" && { toItem: createAssetReader(Math.floor(mtimeMs)) }),
        send: (items) => acceptor.accept(items, "local"),
        onProgress: ({ bytes, accepted }) => progress.update(bytes, `${accepted} accepted`),
        onRejected: ({ position, fault, reason }) =>
          terminal.err(printable(`${file}:${position}: ${fault}: ${reason}`)),
      });
      progress.end();
      const { accepted, duplicate, rejected } = totals;
      if (options.json) terminal.out(JSON.stringify({ accepted, duplicate, rejected }));
      else terminal.out(`${accepted} accepted, ${duplicate} duplicate, ${rejected} rejected`);
      finish(rejected > 0 ? EXIT.notGood : EXIT.done);
    });
};

/** Standard input has no size before its end, and says what it says now. */
function readNow({ clock }: Context) {
  return { size: 0, mtimeMs: clock.nowMs() };
}
