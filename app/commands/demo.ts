import { Option } from "commander";
import { FAULT_NAMES, type FaultName, NIGHTS } from "../demo/faults.ts";
import { renderOutcome } from "../demo/render-outcome.ts";
import { runDemo } from "../demo/run-demo.ts";
import { stayUp } from "../demo/stay-up.ts";
import { EXIT } from "../exit-code.ts";
import { showProgress } from "../show-progress.ts";
import { type AddCommand, JSON_OPTION } from "./context.ts";
import { readWhole } from "./read-whole.ts";

/** Draws keep 32 bits of it. */
const SEED_MAX = 2 ** 32 - 1;
const PORT_MAX = 65_535;

type Options = {
  readonly dir: string;
  readonly seed: number;
  readonly port: number;
  readonly exit?: true;
  readonly json?: true;
  readonly faults: readonly (FaultName | "none")[];
};

/**
 * `vigie demo`: the main job on real backups that it makes itself. Exit code 1 when what was found
 * is not what was planted.
 */
export const addDemo: AddCommand = (program, context, finish) => {
  const { terminal } = context;
  program
    .command("demo")
    .summary("the whole pipeline on this machine, on real backups that it makes itself")
    .description(
      `Runs ${NIGHTS} nights of an estate of eight series on a simulated clock: real PostgreSQL databases, real dumps and\n` +
        "images, two vaults. Faults are planted; Vigie has to find each by itself, and nothing else. Then the board stays up.",
    )
    .option("--exit", "end when the story ends: 0 if all was found and nothing else, 1 if not")
    .option("--dir <directory>", "where the estate lives; emptied first", "demo-data")
    .option("--seed <number>", "moves the faults", readWhole(0, SEED_MAX), 1)
    .option("--port <port>", "of the board; 0 takes a free one", readWhole(0, PORT_MAX), 8420)
    .addOption(
      new Option("--faults <names...>", "plant only these")
        .choices([...FAULT_NAMES, "none"])
        .default(FAULT_NAMES, "all"),
    )
    .option(...JSON_OPTION)
    .action(async (options: Options) => {
      const progress = showProgress(terminal, "Nights", NIGHTS);
      terminal.err(
        `Making an estate in ${options.dir} and living through ${NIGHTS} nights of it (seed ${options.seed})...`,
      );
      const demo = await runDemo({
        directory: options.dir,
        seed: options.seed,
        port: options.exit ? 0 : options.port,
        faults: FAULT_NAMES.filter((name) => options.faults.includes(name)),
        onNight: (night) => progress.update(night, ""),
      });
      progress.end();
      const { outcome } = demo;
      terminal.out(options.json ? JSON.stringify(outcome) : renderOutcome(outcome));
      const code = outcome.equal ? EXIT.done : EXIT.notGood;
      if (!options.exit) await stayUp({ demo, terminal, stopped: context.stopped });
      finish(code);
    });
};
