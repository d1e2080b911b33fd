import { join } from "node:path";
import { type Command, Option } from "commander";
import { instantToJson } from "../../../schemas/instant.ts";
import {
  REQUEST_OUTCOMES,
  type RequestClosing,
  requestClosingSchema,
} from "../../../schemas/request.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { closeRequest } from "../../../verifiers/requests/close-request.ts";
import {
  approveRequest,
  refuseRequest,
  withdrawRequest,
} from "../../../verifiers/requests/decide-request.ts";
import { openRequest } from "../../../verifiers/requests/open-request.ts";
import { planRequest } from "../../../verifiers/requests/plan-request.ts";
import { readableVaults } from "../../config/readable-vaults.ts";
import { EXIT, type ExitCode } from "../../exit-code.ts";
import { readInstant } from "../add-schedule.ts";
import type { AddCommand, Context, Finish } from "../context.ts";
import { findSeries, SERIES_HELP } from "../find-series.ts";
import { openPeople } from "../open-people.ts";
import { addShow } from "./add-show.ts";
import { executeHere } from "./execute-here.ts";
import { keepReport } from "./keep-report.ts";
import { type OpenOptions, readAsking } from "./open-from-options.ts";
import {
  addActOptions,
  printRequest,
  type RequestOptions,
  requestOf,
  saidNow,
  withRequests,
} from "./with-requests.ts";

/** `vigie request`: a restore request, from ticket to report. */
export const addRequest: AddCommand = (program, context, finish) => {
  const request = program
    .command("request")
    .summary("a restore request, from ticket to report")
    .description(
      "Opened from a ticket, planned, approved by another person, restored in a sandbox, carried out by people after " +
        "the runbook, and closed with a sealed report: docs/requests.md.",
    );
  addOpen(request, context, finish);
  addPlan(request, context, finish);
  addDecisions(request, context, finish);
  addExecute(request, context, finish);
  addClose(request, context, finish);
  addShow(request, context, finish);
};

function addOpen(request: Command, context: Context, finish: Finish): void {
  const { terminal, readConfig } = context;
  const command = request
    .command("open")
    .summary("open a request, from its ticket")
    .description(`What the ticket must say. ${SERIES_HELP}`)
    .argument("<series>", "what is to be restored")
    .requiredOption("--ticket <reference>", "its ticket")
    .requiredOption("--asked-by <name>", "who asks in the ticket")
    .option("--at <instant>", "the instant that the data is wanted of", readInstant)
    .option("--run <id>", "or the run that is wanted")
    .requiredOption("--to <instance/database>", "where it is to be restored to")
    .addOption(
      new Option("--environment <name>", "of the target (default: that of the series)").choices([
        "production",
        "staging",
      ]),
    )
    .option("--urgent", "before others")
    .option("--impact <text>", "who is affected, and how")
    .option("--needed-by <instant>", "when it must be over", readInstant)
    .option("--window-from <instant>", "from when the target may be interrupted", readInstant)
    .option("--window-until <instant>", "until when", readInstant)
    .option("--window-agreed-by <name>", "who has agreed to that");
  addActOptions(command).action(async (named: string, options: OpenOptions & RequestOptions) => {
    const config = readConfig(options.config);
    await using people = await openPeople(config, terminal.environment);
    const asked = readAsking(await findSeries(people.store, named), options);
    const said = saidNow(options, context);
    const acted = await withRequests(config, context, (state) => openRequest(state, asked, said));
    printRequest(requestOf(acted), options, context);
    finish(EXIT.done);
  });
}

function addPlan(request: Command, context: Context, finish: Finish): void {
  const { terminal, readConfig } = context;
  const command = request
    .command("plan")
    .summary("choose the copies, and say what is reached, how long it takes, what is doubtful")
    .description("A new plan ends the approval of the one before. Exit code 1 where none leads on.")
    .argument("<request>", "its id, such as R-2026-0001");
  addActOptions(command).action(async (id: string, options: RequestOptions) => {
    const config = readConfig(options.config);
    await using people = await openPeople(config, terminal.environment);
    const vaults = readableVaults(config, terminal.environment);
    const { policies } = config;
    const acted = await withRequests(config, context, (state) =>
      planRequest({ state, store: people.store, policies, vaults }, id, saidNow(options, context)),
    );
    const planned = requestOf(acted);
    printRequest(planned, options, context);
    finish(planned.plan?.reached ? EXIT.done : EXIT.notGood);
  });
}

const DECISIONS = [
  ["approve", "by another person than who asked, opened and planned", approveRequest],
  ["refuse", "the plan is not to be carried out", refuseRequest],
  ["withdraw", "it is no longer asked for", withdrawRequest],
] as const;

function addDecisions(request: Command, context: Context, finish: Finish): void {
  for (const [name, summary, decide] of DECISIONS) {
    const command = request
      .command(name)
      .summary(summary)
      .argument("<request>", "its id, such as R-2026-0001")
      .option(
        "--revision <number>",
        "only as it was at this revision, which was looked at",
        Number,
      );
    addActOptions(command).action(
      async (id: string, options: RequestOptions & { readonly revision?: number }) => {
        const said = { ...saidNow(options, context), revision: options.revision };
        const acted = await withRequests(context.readConfig(options.config), context, (state) =>
          decide(state, id, said),
        );
        printRequest(requestOf(acted), options, context);
        finish(EXIT.done);
      },
    );
  }
}

function addExecute(request: Command, context: Context, finish: Finish): void {
  const command = request
    .command("execute")
    .summary("restore its plan in a sandbox, and write the runbook for people")
    .description(
      "Production is never touched. Exit code 1 when the restore failed, 2 when unproven.",
    )
    .argument("<request>", "its id, such as R-2026-0001");
  addActOptions(command).action(async (id: string, options: RequestOptions) => {
    const said = saidNow(options, context);
    const executed = await executeHere(context.readConfig(options.config), { id, said }, context);
    printRequest(executed, options, context);
    finish(exitOf(executed.execution?.result?.outcome));
  });
}

function exitOf(outcome: "proven" | "failed" | "unproven" | undefined): ExitCode {
  if (outcome === "proven") return EXIT.done;
  return outcome === "failed" ? EXIT.notGood : EXIT.undecided;
}

type CloseOptions = RequestOptions & {
  readonly outcome: RequestClosing["outcome"];
  readonly restoredAt?: number;
};

function addClose(request: Command, context: Context, finish: Finish): void {
  const command = request
    .command("close")
    .summary("say what became of it, and seal its report")
    .argument("<request>", "its id, such as R-2026-0001")
    .addOption(
      new Option("--outcome <outcome>", "what became of it")
        .choices(REQUEST_OUTCOMES)
        .makeOptionMandatory(),
    )
    .option("--restored-at <instant>", "when the service was back", readInstant);
  addActOptions(command).action(async (id: string, options: CloseOptions) => {
    const config = context.readConfig(options.config);
    const { outcome, restoredAt: atMs } = options;
    const restoredAt = atMs === undefined ? null : instantToJson(atMs);
    const closing = requestClosingSchema.parse({ outcome, restoredAt });
    const keys = await openKeys(join(config.data, "keys"));
    await withRequests(config, context, async (state) => {
      const said = saidNow(options, context);
      const closed = requestOf(await closeRequest({ state, keys }, id, { closing, said }));
      for (const file of await keepReport(state, id, config.data))
        context.terminal.err(`Wrote ${file}`);
      printRequest(closed, options, context);
    });
    finish(EXIT.done);
  });
}
