import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import type { Command } from "commander";
import { aboutOf } from "../../../analyzers/decisions/decisions.ts";
import { openLog } from "../../../platform/log/open-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { Store } from "../../../platform/store/store.ts";
import type { Config } from "../../../schemas/config.ts";
import { type Decision, type DecisionJson, decisionSchema } from "../../../schemas/decision.ts";
import { instantToJson } from "../../../schemas/instant.ts";
import { seriesKey } from "../../../schemas/series.ts";
import { TOPICS } from "../../../schemas/topics.ts";
import { logConnection } from "../../config/log-connection.ts";
import { printable } from "../../render-table.ts";
import { CONFIG_OPTION, type Context, JSON_OPTION } from "../context.ts";
import { NamingError } from "../naming-error.ts";
import { openPeople } from "../open-people.ts";
import { readDecisions } from "./read-decisions.ts";

export type DecisionOptions = {
  readonly config: string;
  readonly json?: true;
  readonly reason: string;
  readonly author?: string;
};

type Said = Pick<DecisionJson, "id" | "time" | "author" | "reason">;

/** What a decision is made with: the history, our clock, who says so and why. */
export type Ground = { readonly store: Store; readonly nowMs: number; readonly said: Said };

/** A decision, and what it changes: for people, and as fields for programs. */
export type Draft = {
  readonly decision: DecisionJson;
  /** Said with it, of what it stands for. */
  readonly others?: readonly DecisionJson[];
  readonly changes: readonly string[];
  readonly effect: Readonly<Record<string, unknown>>;
};

/** The options that every decision takes. */
export function addDecisionOptions(command: Command): Command {
  return command
    .requiredOption("--reason <text>", "why, for whoever reads it later")
    .option("--author <name>", "who decides (default: the user of this machine)")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION);
}

/**
 * Appends a decision to the log, whether the pipeline runs or not, and says what it changes. What
 * was decided before in the same words is not said again.
 */
export async function takeDecision(
  { config: file, json, reason, author = whoAmI() }: DecisionOptions,
  { terminal, clock, readConfig }: Context,
  draw: (ground: Ground) => Promise<Draft>,
): Promise<void> {
  const config = readConfig(file);
  await using people = await openPeople(config, terminal.environment);
  const nowMs = clock.nowMs();
  const said = { id: randomUUID(), time: instantToJson(nowMs), author, reason };
  const {
    decision,
    others = [],
    changes,
    effect,
  } = await draw({ store: people.store, nowMs, said });
  const read = decisionSchema.safeParse(decision);
  if (!read.success) throw new NamingError("This can't be decided", describe(read.error.issues));
  const same = await findSame(people.store, read.data);
  const before = others.length === 0 ? same : null;
  if (before) {
    const when = `${printable(before.author)} at ${instantToJson(before.time)}`;
    terminal.err(`Decided already by ${when}; nothing changes.`);
  } else await append([decision, ...others], { config, terminal, clock });
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

function describe(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]) {
  return issues.map(({ path, message }) => `${path.map(String).join(".")} ${message}`).join("\n");
}

/** What has reached the store; saying again what has not is harmless. */
async function findSame(store: Store, decision: Decision): Promise<Decision | null> {
  if (decision.kind === "resume") return null;
  const before = await readDecisions(store, decision.kind);
  return before.find((one) => contentOf(one) === contentOf(decision)) ?? null;
}

function contentOf({ id: _id, time: _time, author: _author, reason: _reason, ...what }: Decision) {
  return JSON.stringify(what);
}

async function append(
  decisions: readonly DecisionJson[],
  { config, terminal, clock }: Pick<Context, "terminal" | "clock"> & { readonly config: Config },
) {
  const logger = createLogger({ level: "warn", destination: process.stderr });
  const log = await openLog(logConnection(config, terminal.environment), { clock, logger });
  const entries = decisions.map((json) => ({ key: keyOf(json), value: JSON.stringify(json) }));
  try {
    await log.append(TOPICS.decisions, entries);
  } finally {
    await log.close();
  }
}

function keyOf(json: DecisionJson): string {
  const about = aboutOf(decisionSchema.parse(json));
  return about && "series" in about ? seriesKey(about.series) : json.id;
}
