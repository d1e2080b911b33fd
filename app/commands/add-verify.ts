import { join } from "node:path";
import { Option } from "commander";
import { openLog } from "../../platform/log/open-log.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import type { Config } from "../../schemas/config.ts";
import { PROOF_LEVELS, type Proof, type ProofLevel } from "../../schemas/proof.ts";
import { openKeys } from "../../verifiers/proof/open-keys.ts";
import { verifyNow } from "../../verifiers/verify-now.ts";
import { logConnection } from "../config/log-connection.ts";
import { readableVaults } from "../config/readable-vaults.ts";
import { sandboxEngines } from "../config/sandbox-engines.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { openKnownState } from "../processes/open-known-state.ts";
import { readVersion } from "../read-version.ts";
import { printable } from "../render-table.ts";
import { readInstant } from "./add-schedule.ts";
import { type AddCommand, CONFIG_OPTION, type Context, JSON_OPTION } from "./context.ts";
import { findSeries } from "./find-series.ts";
import { openPeople } from "./open-people.ts";

type Options = {
  readonly config: string;
  readonly json?: true;
  readonly level: ProofLevel;
  /** Milliseconds since the epoch. */
  readonly at?: number;
};

const EXIT_OF: Readonly<Record<Proof["outcome"], ExitCode>> = {
  proven: EXIT.done,
  failed: EXIT.notGood,
  unproven: EXIT.undecided,
};

/**
 * `vigie verify`: verifies one copy now and writes its proof. Exit code 1 when it failed, 2 when it
 * could not be decided.
 */
export const addVerify: AddCommand = (program, context, finish) => {
  const { terminal, readConfig } = context;
  program
    .command("verify")
    .summary("verify one copy now, and write the proof")
    .description(
      "Takes a copy's address, or a series as `vigie status` shows it (asset, or tenant/asset, or its whole key): of a\n" +
        "series the newest run's copy is verified, the primary first; with --at the copy of the log that holds the\n" +
        "instant, restored to it after all that it rests on.",
    )
    .argument("<series-or-uri>", "a series, or the address of a copy")
    .addOption(new Option("--level <level>", "how far").choices(PROOF_LEVELS).default("right"))
    .option("--at <instant>", "restore to this instant, such as 2026-11-20T10:30:00Z", readInstant)
    .option(...CONFIG_OPTION)
    .option(...JSON_OPTION)
    .action(async (named: string, options: Options) => {
      terminal.err(`Verifying ${printable(named)} up to ${options.level}...`);
      const proof = await verify(readConfig(options.config), { ...options, named }, context);
      if (!proof) return finish(EXIT.undecided);
      terminal.out(options.json ? JSON.stringify(proof) : render(proof));
      finish(EXIT_OF[proof.outcome]);
    });
};

async function verify(
  config: Config,
  { named, level, at }: Options & { readonly named: string },
  { terminal, clock }: Context,
) {
  await using stack = new AsyncDisposableStack();
  const people = stack.use(await openPeople(config, terminal.environment));
  const logger = createLogger({ level: "warn", destination: process.stderr });
  const log = await openLog(logConnection(config, terminal.environment), { clock, logger });
  stack.defer(() => log.close());
  const state = await openKnownState(config, terminal.environment);
  stack.defer(() => state.close());
  const target = named.includes("://")
    ? { uri: named }
    : { series: await findSeries(people.store, named) };
  return await verifyNow({
    log,
    store: people.store,
    state,
    clock,
    logger,
    keys: await openKeys(join(config.data, "keys")),
    limits: config.verification,
    engines: sandboxEngines(config, terminal.environment),
    policies: config.policies,
    version: readVersion(),
    directory: config.data,
    vaults: readableVaults(config, terminal.environment),
    target,
    level,
    atMs: at,
  });
}

function render(proof: Proof): string {
  const { outcome, level, checks, id, copy, chain = [], target } = proof;
  return [
    `${outcome}${level ? `, level ${level}` : ""}: ${printable(copy.uri)}`,
    ...chain
      .slice(0, -1)
      .map(({ backupType, uri }) => `  after the ${backupType} ${printable(uri)}`),
    ...(target ? [`  restored to ${target.at}`] : []),
    ...checks.map(
      ({ name, verdict, reason }) => `  ${verdict.padEnd(12)} ${name}: ${printable(reason.en)}`,
    ),
    `proof ${id}`,
  ].join("\n");
}
