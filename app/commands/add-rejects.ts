import { type Command, InvalidArgumentError } from "commander";
import { FAULTS } from "../../ingest/accept/fault.ts";
import { type Refusal, replayRejects } from "../../ingest/rejects/replay-rejects.ts";
import type { Config } from "../../schemas/config.ts";
import { tokenGrants } from "../config/token-grants.ts";
import { EXIT } from "../exit-code.ts";
import { printable } from "../render-table.ts";
import {
  type AddCommand,
  CONFIG_OPTION,
  type Context,
  type Finish,
  JSON_OPTION,
} from "./context.ts";
import { type Chosen, type Listing, listEachReject, listRejectGroups } from "./list-rejects.ts";
import { openAcceptor } from "./open-acceptor.ts";
import { openPeople } from "./open-people.ts";

const LIMIT_DEFAULT = 1_000;
const LIMIT_MAX = 100_000;
const NOTHING = "Nothing that was rejected is left to replay; --all shows what was.";

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly reason?: string;
  readonly source?: string;
};

type ListOptions = Options & {
  readonly all?: true;
  readonly limit: number;
  readonly after?: string;
};

/** `vigie rejects`: what could not be read, and trying it again. */
export const addRejects: AddCommand = (program, context, finish) => {
  const rejects = program.command("rejects").summary("what could not be read, and trying it again");
  addList(rejects, context, finish);
  addReplay(rejects, context, finish);
};

function addList(rejects: Command, { terminal, readConfig }: Context, finish: Finish): void {
  withChoice(rejects.command("list"))
    .summary("what was not replayed since, by fault and source: how many, first and last seen, why")
    .option("--all", "one by one, the newest first, and what was replayed too")
    .option("--limit <number>", "how many at most", readLimit, LIMIT_DEFAULT)
    .option("--after <id>", "with --all: those that follow this one")
    .action(async (options: ListOptions) => {
      if (options.after !== undefined && !options.all)
        throw new InvalidArgumentError("--after goes with --all: groups have no id.");
      await using people = await openPeople(readConfig(options.config), terminal.environment);
      const list = options.all ? listEachReject : listRejectGroups;
      const { limit, after = "" } = options;
      const listing = await list(people.store, chosen(options), { limit, after });
      if (options.json) terminal.out(JSON.stringify(listing.rows));
      else if (listing.rows.length > 0) terminal.out(listing.table);
      else terminal.err(options.all ? "Nothing was rejected." : NOTHING);
      if (listing.isCut) terminal.err(sayMore(listing));
      finish(EXIT.done);
    });
}

function sayMore({ rows, last }: Listing): string {
  const next = last === undefined ? "--limit" : `--after ${printable(last)}, --limit`;
  return `There are more than these ${rows.length}: see ${next}, --reason and --source.`;
}

function addReplay(rejects: Command, context: Context, finish: Finish): void {
  const { terminal, readConfig } = context;
  withChoice(rejects.command("replay"))
    .summary("send what was rejected again, after its cause was put right")
    .description(
      "Each reject is sent once, on behalf of who brought it. What is rejected again is a reject of its own.",
    )
    .action(async (options: Options) => {
      const replay = await replayKept(readConfig(options.config), chosen(options), context);
      const { accepted, duplicate, rejected, skipped } = replay;
      if (options.json) terminal.out(JSON.stringify(replay));
      else {
        for (const refusal of rejected) terminal.err(line(refusal));
        for (const refusal of skipped) terminal.err(`not sent: ${line(refusal)}`);
        terminal.out(
          `${accepted} accepted, ${duplicate} duplicate, ${rejected.length} rejected again, ${skipped.length} not sent`,
        );
      }
      finish(rejected.length + skipped.length > 0 ? EXIT.notGood : EXIT.done);
    });
}

async function replayKept(config: Config, only: Chosen, context: Context) {
  await using stack = new AsyncDisposableStack();
  const people = stack.use(await openPeople(config, context.terminal.environment));
  const { acceptor, state, log } = await openAcceptor(config, context, stack);
  return await replayRejects({
    store: people.store,
    log,
    state,
    acceptor,
    clock: context.clock,
    tokens: tokenGrants(config),
    only,
  });
}

function withChoice(command: Command): Command {
  return command
    .option("--reason <fault>", `only of this fault: ${FAULTS.join(", ")}`, readFault)
    .option("--source <source>", "only of this source")
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION);
}

function chosen({ reason = "", source = "" }: Options): Chosen {
  return { fault: reason, source };
}

function line({ origin, position, fault, reason }: Refusal): string {
  return printable(`${origin}:${position}: ${fault}: ${reason}`);
}

function readFault(text: string): string {
  if (FAULTS.some((fault) => fault === text)) return text;
  throw new InvalidArgumentError(`Known are: ${FAULTS.join(", ")}.`);
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`Give a number from 1 to ${LIMIT_MAX}.`);
}
