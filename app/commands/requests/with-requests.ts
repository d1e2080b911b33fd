import type { Command } from "commander";
import type { StateStore } from "../../../platform/state/state-store.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import type { Config } from "../../../schemas/config.ts";
import { type RestoreRequest, requestSaidSchema } from "../../../schemas/request.ts";
import { renderRequest } from "../../../verifiers/requests/render-request.ts";
import type { Acted, Said } from "../../../verifiers/requests/request-machine.ts";
import { migrateRequests } from "../../../verifiers/requests/request-rows.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import { CONFIG_OPTION, type Context, JSON_OPTION } from "../context.ts";
import { whoAmI } from "../decisions/take-decision.ts";
import { LANG_OPTION } from "../lang-option.ts";
import { NamingError } from "../naming-error.ts";
import { toNamingError } from "./to-naming-error.ts";

export type RequestOptions = {
  readonly config: string;
  readonly json?: true;
  readonly lang: keyof Bilingual;
  readonly author?: string;
  readonly reason: string;
};

/** The options of every act on a request. */
export function addActOptions(command: Command): Command {
  return command
    .requiredOption("--reason <text>", "why, for whoever reads it later")
    .option("--author <name>", "who does it (default: the user of this machine)")
    .option(...LANG_OPTION)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION);
}

/** Asks the state of requests, beside a running Vigie or without one. */
export async function withRequests<T>(
  config: Config,
  { terminal }: Pick<Context, "terminal">,
  ask: (state: StateStore) => Promise<T>,
): Promise<T> {
  const state = await openKnownState(config, terminal.environment);
  try {
    await migrateRequests(state);
    return await ask(state);
  } finally {
    await state.close();
  }
}

/** Of an author whom nobody has asked to show who they are: `via` says so, for good. */
export function saidNow(
  { author = whoAmI(), reason }: Pick<RequestOptions, "author" | "reason">,
  { clock }: Pick<Context, "clock">,
): Said {
  const read = requestSaidSchema.safeParse({ author, reason });
  if (read.success) return { ...read.data, atMs: clock.nowMs(), via: "command line" };
  const faults = read.error.issues.map(({ path, message }) => `--${path.join(".")} ${message}`);
  throw new NamingError("This can't be said", faults.join("\n"));
}

/** The request that an act has led to; throws what a person can do where it was not taken. */
export function requestOf(acted: Acted): RestoreRequest {
  if (acted.ok) return acted.request;
  throw toNamingError(acted.error);
}

export function printRequest(
  request: RestoreRequest,
  { json, lang }: Pick<RequestOptions, "json" | "lang">,
  { terminal }: Pick<Context, "terminal">,
): void {
  terminal.out(json ? JSON.stringify(request) : renderRequest(request, lang));
}
