import { fileURLToPath } from "node:url";
import { readStages } from "../../read-stages.ts";
import { runChild } from "../../run-child.ts";
import type { RestoreRequest, SandboxReport } from "../../sandbox.ts";
import { checkTables } from "../check-tables.ts";
import type { Restoration } from "./base-backup-work.ts";
import { joinContents, type Surveyed } from "./join-contents.ts";
import type { SurveyJob } from "./survey-job.ts";

const PROGRAM = fileURLToPath(new URL("./survey-child.ts", import.meta.url));
const OUTPUT_BYTES_MAX = 8 * 2 ** 20;
const ALL_READ = {
  en: "Every database was read to its last row; tables and indexes agree.",
  fr: "Chaque base a été lue jusqu'à sa dernière ligne ; tables et index concordent.",
};

/** Looks at each database of a restored cluster, up to the first that is not as it should be. */
export async function surveyDatabases(
  restoration: Restoration,
  databases: readonly string[],
  before: SandboxReport,
): Promise<SandboxReport> {
  const surveyed: Surveyed[] = [];
  let last: One | null = null;
  for (const database of databases) {
    last = await surveyOne(restoration, database);
    const { ended, restored, content } = last;
    if (!content) return { ...before, ended, restored, steps: [...before.steps, ...last.steps] };
    surveyed.push({ database, content });
  }
  const content = joinContents(surveyed);
  const observed = { databases: databases.length, tables: Object.keys(content.rowCounts).length };
  const restored = last?.restored ? { ...last.restored, reason: ALL_READ, observed } : null;
  return checkTables({ ...before, restored, content }, { ...restoration, databases });
}

type One = Pick<SandboxReport, "ended" | "steps" | "restored" | "content">;

/** By a process of its own, without the network once it is connected. */
async function surveyOne(restoration: Restoration, database: string): Promise<One> {
  const { work, server, request } = restoration;
  const { lease, limits, clock } = work;
  const { admin, restorer, paths } = server;
  const job: SurveyJob = {
    ...{ name: lease.name, server: { socket: paths.socket, admin, restorer, database } },
    ...{ freshness: freshnessIn(database, request), assertions: [...request.assertions] },
  };
  const { output, ended } = await runChild(
    { file: PROGRAM, job, reads: [], directory: lease.directory },
    {
      bytes: nothing(),
      bounds: { ...limits, outputBytesMax: OUTPUT_BYTES_MAX },
      clock,
      onStarted: async () => undefined,
      signal: lease.signal,
    },
  );
  const { steps, restored, content } = readStages(output);
  return { ended, steps: steps.filter(({ verdict }) => verdict !== "pass"), restored, content };
}

/** A table may be named with its database before its schema. */
function freshnessIn(database: string, { freshness }: RestoreRequest): RestoreRequest["freshness"] {
  if (!freshness?.table.startsWith(`${database}.`)) return freshness;
  const rest = freshness.table.slice(database.length + 1);
  return rest.includes(".") ? { ...freshness, table: rest } : freshness;
}

async function* nothing(): AsyncIterable<Uint8Array> {}
