import { type Command, Option } from "commander";
import type { StateStore } from "../../../platform/state/state-store.ts";
import type { Config } from "../../../schemas/config.ts";
import { REQUEST_STATES, type RequestState } from "../../../schemas/request.ts";
import { STATE_WORDS } from "../../../verifiers/requests/render-request.ts";
import { listRequests, readRequest } from "../../../verifiers/requests/request-rows.ts";
import {
  findRunbookLack,
  type RunbookLack,
  writeRunbook,
} from "../../../verifiers/requests/runbook/write-runbook.ts";
import { settleRequests } from "../../../verifiers/requests/settle-request.ts";
import { EXIT } from "../../exit-code.ts";
import { renderTable } from "../../render-table.ts";
import { CONFIG_OPTION, type Context, type Finish, JSON_OPTION } from "../context.ts";
import { LANG_OPTION } from "../lang-option.ts";
import { NamingError } from "../naming-error.ts";
import { openPeople } from "../open-people.ts";
import { toNamingError } from "./to-naming-error.ts";
import { printRequest, type RequestOptions, withRequests } from "./with-requests.ts";

const LISTED_MAX = 100;

type Options = Pick<RequestOptions, "config" | "json" | "lang"> & {
  readonly runbook?: true;
  readonly state?: RequestState;
};

/** `vigie request show`: one request with every step, or the newest of them. */
export function addShow(request: Command, context: Context, finish: Finish): void {
  request
    .command("show")
    .summary("one request with every step, or the newest of them")
    .argument("[request]", "its id, such as R-2026-0001; all without it")
    .option("--runbook", "what people do to carry it out, as Markdown")
    .addOption(new Option("--state <state>", "those in it only").choices(REQUEST_STATES))
    .option(...LANG_OPTION)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string | undefined, options: Options) => {
      const config = context.readConfig(options.config);
      await withRequests(config, context, async (state) => {
        await settle(state, config, context);
        if (id === undefined) await list(state, options, context);
        else await show(state, { ...options, id }, context);
      });
      finish(EXIT.done);
    });
}

/** What the pipeline has proven meanwhile counts; the store is opened for it alone. */
async function settle(state: StateStore, config: Config, { terminal, clock }: Context) {
  const which = { tenants: null, states: ["executing"], limit: 1 } as const;
  if ((await listRequests(state, which)).length === 0) return;
  await using people = await openPeople(config, terminal.environment);
  await settleRequests({ state, store: people.store }, clock.nowMs());
}

async function list(state: StateStore, { state: only, json, lang }: Options, context: Context) {
  const states = only === undefined ? null : [only];
  const requests = await listRequests(state, { tenants: null, states, limit: LISTED_MAX });
  if (json) for (const request of requests) context.terminal.out(JSON.stringify(request));
  else if (requests.length === 0) context.terminal.err("No requests.");
  else
    context.terminal.out(
      renderTable(
        ["id", "state", "ticket", "opened", "tenant", "asset", "target"],
        requests.map(({ id, state, ticket, openedAt, series, target }) => [
          ...[id, STATE_WORDS[state][lang], ticket, openedAt, series.tenant, series.asset],
          `${target.environment} ${target.instance}/${target.database}`,
        ]),
      ),
    );
}

async function show(
  state: StateStore,
  { id, ...options }: Options & { readonly id: string },
  context: Context,
) {
  const request = await readRequest(state, id);
  if (!request) throw toNamingError({ kind: "not-found", id });
  if (!options.runbook) return printRequest(request, options, context);
  const runbook = writeRunbook(request, options.lang);
  if (runbook !== null) return context.terminal.out(runbook);
  throw whyNone(id, findRunbookLack(request) ?? "nothing-reached");
}

function whyNone(id: string, lack: RunbookLack): NamingError {
  const why = (words: string, hint: string) => new NamingError(`No runbook: ${id} ${words}`, hint);
  switch (lack) {
    case "nothing-reached":
      return why("has no plan that leads on", `Plan it: vigie request plan ${id}`);
    case "not-approved":
      return why(
        "restores over production, and its plan is not approved",
        `By another person than who asked, opened and planned: vigie request approve ${id}`,
      );
    case "refused":
      return why("was refused", `Plan it anew: vigie request plan ${id}`);
    case "withdrawn":
      return why("was withdrawn", "Nobody asks for it any longer.");
  }
}
