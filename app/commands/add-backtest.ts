import { writeFile } from "node:fs/promises";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { decisionSchema } from "../../schemas/decision.ts";
import { eventSchema } from "../../schemas/events.ts";
import { EXIT } from "../exit-code.ts";
import { readInstant } from "./add-schedule.ts";
import { type AddCommand, CONFIG_OPTION } from "./context.ts";
import { createRecordedIntake } from "./create-recorded-intake.ts";
import { readLines } from "./read-lines.ts";

type Options = {
  readonly config: string;
  readonly events: string;
  readonly decisions?: string;
  readonly until?: number;
  readonly out?: string;
};

/**
 * `vigie backtest`: the whole detection over a recorded history, on a simulated clock, touching no
 * live state.
 */
export const addBacktest: AddCommand = (program, { terminal, readConfig }, finish) => {
  program
    .command("backtest")
    .summary("the whole detection over a recorded history")
    .description(
      "Replays events (one CloudEvent a line, in order of receivedtime, or of time where that is absent) on a simulated " +
        "clock under the config's policies and prints the findings, one JSON object a line, in the order in which they " +
        "opened, each as it stood at the end. Live state is neither read nor changed.",
    )
    .requiredOption("--events <file>", "events, one JSON object a line")
    .option(
      "--decisions <file>",
      "what people decided meanwhile, one JSON object a line, each taken at its time",
    )
    .option(
      "--until <instant>",
      "let the clock run on to this instant (default: the last event)",
      readInstant,
    )
    .option("--out <file>", "write there instead of to standard output")
    .option(...CONFIG_OPTION)
    .option("--json", "changes nothing: it is JSON anyway")
    .action(async (options: Options) => {
      const { policies, findings: wanted, intake } = readConfig(options.config);
      const tell = terminal.err;
      const { items: events, rejected } = await readLines(options.events, {
        ...{ schema: eventSchema, tell, refuse: createRecordedIntake(intake.aheadMax) },
      });
      const said = options.decisions
        ? await readLines(options.decisions, { schema: decisionSchema, tell })
        : { items: [], rejected: 0 };
      const findings = await runBacktest({
        events,
        decisions: said.items,
        policies,
        off: wanted.off,
        ...(options.until !== undefined && { untilMs: options.until }),
        tellPassedOver: (passedOver) => {
          for (const { bound, times, last } of passedOver)
            terminal.err(`Passed over ${times} times: ${bound}, last of ${last} (docs/bounds.md).`);
        },
      });
      const lines = findings.map((finding) => `${JSON.stringify(finding)}\n`).join("");
      if (options.out) await writeFile(options.out, lines);
      else if (lines) terminal.out(lines.trimEnd());
      terminal.err(
        `${events.length} events, ${rejected + said.rejected} rejected lines, ${findings.length} findings.`,
      );
      finish(EXIT.done);
    });
};
