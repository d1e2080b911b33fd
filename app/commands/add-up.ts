import { InvalidArgumentError, Option } from "commander";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { EXIT } from "../exit-code.ts";
import { PROCESSES, type ProcessName, startVigie } from "../processes/start-vigie.ts";
import { type AddCommand, CONFIG_OPTION } from "./context.ts";

const INSERT_EVERY_MS = 300;
const LOG_LEVELS = ["debug", "info", "warn", "error"];

type Options = {
  readonly config: string;
  readonly only?: readonly ProcessName[];
  readonly fromLog: boolean;
  readonly log: string;
};

/** `vigie up`: the pipeline, until Ctrl-C. */
export const addUp: AddCommand = (program, context, finish) => {
  program
    .command("up")
    .summary("run the pipeline, or some of its processes, until Ctrl-C")
    .option("--only <processes>", `some of: ${PROCESSES.join(",")}`, readProcesses)
    .option("--from-log", "let the analysis read the whole log, from no checkpoint", false)
    .addOption(
      new Option("--log <level>", "what the log tells").choices(LOG_LEVELS).default("info"),
    )
    .option(...CONFIG_OPTION)
    .action(async (options: Options) => {
      const { terminal, clock, readConfig } = context;
      const logger = createLogger({ level: options.log, destination: process.stderr });
      const config = readConfig(options.config);
      const { environment } = terminal;
      const { only, fromLog } = options;
      const given = { config, clock, logger, environment, fromLog };
      const vigie = await startVigie({
        ...given,
        ...(only && { only }),
        insertEveryMs: INSERT_EVERY_MS,
      });
      terminal.err(`Vigie is up: ${vigie.url}  (Ctrl-C ends it)`);
      await context.stopped();
      await vigie.stop();
      finish(EXIT.done);
    });
};

function readProcesses(text: string): readonly ProcessName[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.filter((name) => !PROCESSES.some((known) => known === name));
  if (wrong.length > 0)
    throw new InvalidArgumentError(`${wrong.join(", ")}: known are ${PROCESSES.join(", ")}.`);
  return PROCESSES.filter((known) => names.includes(known));
}
