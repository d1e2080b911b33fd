import { userInfo } from "node:os";
import type { Command } from "commander";
import type { Entry } from "../../../platform/log/event-log.ts";
import { openLog } from "../../../platform/log/open-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { Config } from "../../../schemas/config.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { logConnection } from "../../config/log-connection.ts";
import type { Draw } from "../../decisions/draft.ts";
import { recordDecision } from "../../decisions/record-decision.ts";
import { printable } from "../../render-table.ts";
import { CONFIG_OPTION, type Context, JSON_OPTION } from "../context.ts";
import { NamingError } from "../naming-error.ts";
import { openPeople } from "../open-people.ts";

export type DecisionOptions = {
  readonly config: string;
  readonly json?: true;
  readonly reason: string;
  readonly author?: string;
};

/** The options that every decision takes. */
export function addDecisionOptions(command: Command): Command {
  return command
    .requiredOption("--reason <text>", "why, for whoever reads it later")
    .option("--author <name>", "who decides (default: the user of this machine)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION);
}

/** Takes a decision, whether the pipeline runs or not, and says what it changes. */
export async function takeDecision(
  { config: file, json, reason, author = whoAmI() }: DecisionOptions,
  { terminal, clock, readConfig }: Context,
  draw: Draw,
): Promise<void> {
  const config = readConfig(file);
  await using people = await openPeople(config, terminal.environment);
  const append = (entries: readonly Entry[]) =>
    appendDecisions(entries, { config, terminal, clock });
  const ground = { store: people.store, nowMs: clock.nowMs(), author, reason, append };
  const { decision, effect, changes, before } = await recordDecision(ground, draw);
  if (before) {
    const when = `${printable(before.author)} at ${instantToJson(before.time)}`;
    terminal.err(`Decided already by ${when}; nothing changes.`);
  }
  if (json) terminal.out(JSON.stringify({ decision, effect, repeated: before !== null }));
  else for (const line of changes) terminal.out(printable(line));
}

export function whoAmI(): string {
  try {
    return userInfo().username;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new NamingError("The user of this machine has no name", "Say who decides with --author.");
  }
}

async function appendDecisions(
  entries: readonly Entry[],
  { config, terminal, clock }: Pick<Context, "terminal" | "clock"> & { readonly config: Config },
) {
  const logger = createLogger({ level: "warn", destination: process.stderr });
  const log = await openLog(logConnection(config, terminal.environment), { clock, logger });
  try {
    await log.append(TOPICS.decisions, entries);
  } finally {
    await log.close();
  }
}
