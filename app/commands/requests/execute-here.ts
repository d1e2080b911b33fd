import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openLog } from "../../../platform/log/open-log.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import type { Config } from "../../../schemas/config.ts";
import type { RestoreRequest } from "../../../schemas/request.ts";
import { openKeys } from "../../../verifiers/proof/open-keys.ts";
import { executeRequest } from "../../../verifiers/requests/execute-request.ts";
import type { Said } from "../../../verifiers/requests/request-machine.ts";
import { migrateRequests } from "../../../verifiers/requests/request-rows.ts";
import { writeRunbook } from "../../../verifiers/requests/runbook/write-runbook.ts";
import { settleRequest } from "../../../verifiers/requests/settle-request.ts";
import { openProver } from "../../../verifiers/worker/open-prover.ts";
import { logConnection } from "../../config/log-connection.ts";
import { readableVaults } from "../../config/readable-vaults.ts";
import { sandboxEngines } from "../../config/sandbox-engines.ts";
import { openKnownState } from "../../processes/open-known-state.ts";
import { readVersion } from "../../read-version.ts";
import type { Context } from "../context.ts";
import { openPeople } from "../open-people.ts";
import { toNamingError } from "./to-naming-error.ts";
import { requestOf } from "./with-requests.ts";

/** Restores a request's plan in a sandbox of this process, and writes its runbook. */
export async function executeHere(
  config: Config,
  { id, said }: { readonly id: string; readonly said: Said },
  { terminal, clock }: Pick<Context, "terminal" | "clock">,
): Promise<RestoreRequest> {
  await using stack = new AsyncDisposableStack();
  const people = stack.use(await openPeople(config, terminal.environment));
  const logger = createLogger({ level: "warn", destination: process.stderr });
  const log = await openLog(logConnection(config, terminal.environment), { clock, logger });
  stack.defer(() => log.close());
  const state = await openKnownState(config, terminal.environment);
  stack.defer(() => state.close());
  await migrateRequests(state);
  const executing = await executeRequest({ state, policies: config.policies }, id, said);
  if (!executing.ok) throw toNamingError(executing.error);
  const prover = await openProver({
    ...{ log, store: people.store, state, clock, logger },
    keys: await openKeys(join(config.data, "keys")),
    ...{ limits: config.verification, policies: config.policies },
    engines: sandboxEngines(config, terminal.environment),
    ...{ version: readVersion(), directory: config.data },
    vaults: readableVaults(config, terminal.environment),
  });
  const proof = await prover.prove(executing.verification);
  if (!proof) return executing.request;
  const settled = await settleRequest(state, id, { proof, atMs: clock.nowMs() });
  const request = requestOf(settled);
  for (const file of await keepRunbook(config, request)) terminal.err(`Wrote ${file}`);
  return request;
}

async function keepRunbook({ data }: Config, request: RestoreRequest): Promise<string[]> {
  const directory = join(data, "requests");
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for (const lang of ["en", "fr"] as const) {
    const runbook = writeRunbook(request, lang);
    if (runbook === null) continue;
    const file = join(directory, `${request.id}.runbook.${lang}.md`);
    await writeFile(file, runbook);
    files.push(file);
  }
  return files;
}
