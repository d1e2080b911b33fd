import { Command } from "commander";
import type { AddCommand, Context } from "../../../app/commands/context.ts";

type Given = Pick<Context, "clock"> & { readonly config: ReturnType<Context["readConfig"]> };

/** Runs one command line of those that are added, and gives what it printed, text by text. */
export async function runCommand(
  added: readonly AddCommand[],
  words: readonly string[],
  { config, clock }: Given,
) {
  const [out, err, codes]: [string[], string[], number[]] = [[], [], []];
  const context: Context = {
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      write: async () => undefined,
      isInteractive: false,
      environment: {},
    },
    clock,
    readConfig: () => config,
    stopped: async () => undefined,
  };
  const program = new Command("vigie");
  for (const add of added) add(program, context, (code) => void codes.push(code));
  const quiet = (command: Command) => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.commands.forEach(quiet);
  };
  quiet(program);
  await program.parseAsync(["node", "vigie", ...words]);
  return { out, err, code: codes[0] };
}
