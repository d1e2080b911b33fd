import type { Command } from "commander";
import type { Clock } from "../../platform/clock/clock.ts";
import type { Config } from "../../schemas/config.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/** What every command is given. */
export type Context = {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Reads and checks the configuration; all its faults are told at once. */
  readonly readConfig: (file: string) => Config;
  /** Resolves when somebody asks the process to end (Ctrl-C, SIGTERM). */
  readonly stopped: () => Promise<void>;
};

/** Adds one command to the program. Its action resolves to the exit code, handed to `finish`. */
export type AddCommand = (program: Command, context: Context, finish: Finish) => void;
export type Finish = (code: ExitCode) => void;

export const CONFIG_OPTION = ["--config <file>", "the configuration", "vigie.yaml"] as const;
export const JSON_OPTION = ["--json", "print data as JSON, for programs"] as const;
