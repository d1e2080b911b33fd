import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Command } from "commander";
import { onTestFinished } from "vitest";
import type { AddCommand, Context } from "../../../app/commands/context.ts";
import { openMigratedStore } from "../../../app/processes/open-migrated-store.ts";
import { toFindingRow } from "../../../ingest/writer/to-finding-row.ts";
import { toSeriesStateRow } from "../../../ingest/writer/to-series-state-row.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { type Config, configSchema } from "../../../schemas/config.ts";
import type { Finding } from "../../../schemas/finding.ts";
import type { SeriesState } from "../../../schemas/series-state.ts";
import { NOON_MS } from "../../dashboards/board-rows.ts";

export type Kept = {
  readonly findings?: readonly Finding[];
  readonly states?: readonly SeriesState[];
  /** Of the configuration, besides its directory. */
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** A data directory with these rows in its store, that no process runs on; and commands on it. */
export async function openCommandWorld({ findings = [], states = [], settings }: Kept = {}) {
  const data = await mkdtemp(join(tmpdir(), "vigie-command-"));
  onTestFinished(() => rm(data, { recursive: true }));
  const config = configSchema.parse({ data, ...settings });
  const clock = createSimulatedClock(NOON_MS);
  const logger = createLogger({ level: "error", destination: process.stderr });
  const open = () => openMigratedStore({ config, clock, logger, environment: {} });
  if (findings.length + states.length > 0) {
    await using undo = new AsyncDisposableStack();
    const store = await open();
    undo.defer(() => store.close());
    await store.writer.insert("finding_rows", findings.map(findingRow));
    await store.writer.insert("series_state_rows", states.map(toSeriesStateRow));
  }
  return {
    ...{ clock, config, open },
    run: (add: AddCommand, ...words: readonly string[]) => run(add, words, { config, clock }),
  };
}

function findingRow(finding: Finding) {
  return toFindingRow(finding, { value: JSON.stringify(finding) });
}

async function run(
  add: AddCommand,
  words: readonly string[],
  { config, clock }: Pick<Context, "clock"> & { readonly config: Config },
) {
  const [out, err, codes]: [string[], string[], number[]] = [[], [], []];
  const program = new Command("vigie");
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
  add(program, context, (code) => void codes.push(code));
  const children = program.commands.flatMap((one) => [one, ...one.commands]);
  for (const command of [program, ...children])
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(["node", "vigie", ...words]);
  return { out: out.join("\n"), err: err.join("\n"), code: codes[0] };
}
