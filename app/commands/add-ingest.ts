import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { ingestLines } from "../../ingest/file/ingest-lines.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, CONFIG_OPTION, JSON_OPTION } from "./context.ts";
import { openAcceptor } from "./open-acceptor.ts";

type Options = { readonly config: string; readonly json?: true };

/**
 * `vigie ingest`: events from a file or standard input into the log, whether the pipeline runs or
 * not. Exit code 1 when a line was rejected.
 */
export const addIngest: AddCommand = (program, context, finish) => {
  const { terminal, readConfig } = context;
  program
    .command("ingest")
    .summary("send events from a file, or from standard input with -")
    .description(
      "Reads one CloudEvent per line, keeps what is good and says what is not; a bad line never stops the rest.\n" +
        "Sending a file again is harmless: what is known already counts as duplicate.",
    )
    .argument("<file>", "one CloudEvent per line; - is standard input")
    .option("--format <format>", "events: one CloudEvent per line", readFormat, "events")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (file: string, options: Options) => {
      const config = readConfig(options.config);
      await using stack = new AsyncDisposableStack();
      const { acceptor } = await openAcceptor(config, context, stack);
      const bytesTotal = file === "-" ? 0 : (await stat(file)).size;
      const progress = showProgress(terminal, "Sending", bytesTotal);
      const totals = await ingestLines({
        input: file === "-" ? process.stdin : createReadStream(file),
        origin: file,
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

function readFormat(text: string): string {
  if (text === "events") return text;
  throw new InvalidArgumentError("Known is: events.");
}
