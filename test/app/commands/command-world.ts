import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { onTestFinished } from "vitest";
import type { AddCommand } from "../../../app/commands/context.ts";
import { openMigratedStore } from "../../../app/processes/open-migrated-store.ts";
import { toFindingRow } from "../../../ingest/writer/to-finding-row.ts";
import { toSeriesStateRow } from "../../../ingest/writer/to-series-state-row.ts";
import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../../platform/logger/create-logger.ts";
import { configSchema } from "../../../schemas/config.ts";
import type { Finding } from "../../../schemas/finding.ts";
import type { SeriesState } from "../../../schemas/series-state.ts";
import { NOON_MS } from "../../dashboards/board-rows.ts";
import { runCommand } from "./run-command.ts";

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
    run: async (add: AddCommand, ...words: readonly string[]) => {
      const { out, err, code } = await runCommand([add], words, { config, clock });
      return { out: out.join("\n"), err: err.join("\n"), code };
    },
  };
}

function findingRow(finding: Finding) {
  return toFindingRow(finding, { value: JSON.stringify(finding) });
}
