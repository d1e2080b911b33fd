import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import { runBacktest } from "../../analyzers/backtest/run-backtest.ts";
import { eventSchema, type VigieEvent } from "../../schemas/events.ts";
import { EXIT } from "../exit-code.ts";
import { readInstant } from "./add-schedule.ts";
import { type AddCommand, CONFIG_OPTION } from "./context.ts";

type Options = {
  readonly config: string;
  readonly events: string;
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
      "Replays events (one CloudEvent a line, in order of receivedtime, or of time where that is absent) on a simulated\n" +
        "clock under the config's policies and prints the findings, one JSON object a line, in the order in which they\n" +
        "opened, each as it stood at the end. Live state is neither read nor changed.",
    )
    .requiredOption("--events <file>", "events, one JSON object a line")
    .option(
      "--until <instant>",
      "let the clock run on to this instant (default: the last event)",
      readInstant,
    )
    .option("--out <file>", "write there instead of to standard output")
    .option(...CONFIG_OPTION)
    .action(async (options: Options) => {
      const { policies, findings: wanted } = readConfig(options.config);
      const { events, rejected } = await readEvents(options.events, terminal.err);
      const findings = await runBacktest({
        events,
        policies,
        off: wanted.off,
        ...(options.until !== undefined && { untilMs: options.until }),
      });
      const lines = findings.map((finding) => `${JSON.stringify(finding)}\n`).join("");
      if (options.out) await writeFile(options.out, lines);
      else if (lines) terminal.out(lines.trimEnd());
      terminal.err(
        `${events.length} events, ${rejected} rejected lines, ${findings.length} findings.`,
      );
      finish(EXIT.done);
    });
};

async function readEvents(file: string, tell: (text: string) => void) {
  const events: VigieEvent[] = [];
  let rejected = 0;
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (line.trim() === "") continue;
    const event = readEvent(line);
    if (typeof event === "string") {
      rejected += 1;
      tell(`${file}:${number}: ${event}`);
    } else events.push(event);
  }
  return { events, rejected };
}

/** The event, or why the line is none. */
function readEvent(line: string): VigieEvent | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return `not JSON: ${error.message}`;
    throw error;
  }
  const read = eventSchema.safeParse(json);
  return read.success ? read.data : z.prettifyError(read.error).replaceAll("\n", "; ");
}
